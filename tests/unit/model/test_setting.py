from datetime import time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.model.setting import Duration, TimeOfDay, from_text, to_text


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("5m", 300), ("6h", 21_600), ("2d", 172_800), ("0m", 0)])
def test_a_duration_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    assert (Duration(text).seconds, Duration(text).delta) == (seconds, timedelta(seconds=seconds))


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "1.5h", "-5m", "5w", "5M", "1h30m", "٥m", "5m\n", "99999999d"])
def test_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="90s, 5m, 6h or 2d"):
        Duration(text)


@pytest.mark.parametrize(("text", "minutes"), [("00:00", 0), ("07:05", 425), ("23:59", 1_439)])
def test_a_time_of_day_is_hours_and_minutes(text: str, minutes: int) -> None:
    assert (TimeOfDay(text).minutes, TimeOfDay(text).time) == (minutes, time(minutes // 60, minutes % 60))


@pytest.mark.parametrize("text", ["24:00", "7:00", "07:60", "0700", "07:00:00", "07:00\n", ""])
def test_anything_else_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="07:00 or 22:30"):
        TimeOfDay(text)


DURATIONS = st.builds(lambda number, unit: f"{number}{unit}", st.integers(0, 9_999_999), st.sampled_from("smhd"))
TIMES = st.times().map(lambda at: f"{at:%H:%M}")


@given(DURATIONS, TIMES)
def test_what_is_written_is_what_was_read(duration: str, at: str) -> None:
    kind = tuple[Duration, TimeOfDay]
    read = msgspec.json.decode(msgspec.json.encode((duration, at)), type=kind, dec_hook=from_text)

    assert read == (Duration(duration), TimeOfDay(at))
    assert msgspec.json.decode(msgspec.json.encode(read, enc_hook=to_text)) == [duration, at]
