import json

import pytest

from tests.builders import change
from workers.errors import StateError
from workers.hosts.kafka.alerts import alert_record, decode_alert


def test_an_alert_goes_out_and_comes_back_as_it_was() -> None:
    record = alert_record(change())

    assert decode_alert(record.value) == change()
    assert json.loads(record.value)["alert_id"] == "7f3c9e21d04b"


def test_the_headers_are_those_of_a_cloud_event_in_binary_mode() -> None:
    headers = dict(alert_record(change(sequence=3)).headers)

    assert headers == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"7f3c9e21d04b.3",
        "ce_source": b"groundswell",
        "ce_type": b"groundswell.alert.opened",
        "ce_time": b"2025-03-10T12:00:00Z",
        "ce_subject": b"pier",
        "ce_severity": b"notice",
        "ce_sequence": b"000003",
    }


def test_the_key_is_the_watch_so_that_its_changes_stay_in_order() -> None:
    assert alert_record(change()).key == b"pier"


def test_a_value_that_is_no_alert_is_said_to_be_none() -> None:
    with pytest.raises(StateError, match="alert: cannot be read"):
        decode_alert(b'{"alert_id": 7}')


def test_a_reader_of_the_flow_goes_on_with_the_trace() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    headers = dict(alert_record(change(traceparent=trace)).headers)

    assert headers["traceparent"] == headers["ce_traceparent"] == trace.encode()
