"""How far a reader is behind: by the ends its fetches told of, and the age of what it has not read."""

from tests.unit.hosts.kafka.reading.test_inlets import records
from workers.hosts.kafka.reading.inlets import Inlet
from workers.hosts.kafka.reading.lag import Lag, lag_of
from workers.hosts.kafka.reading.noted import Noted


def inlet(committed: int, waiting: int) -> Inlet:
    made = Inlet("0", Noted(), 0.0, committed=committed, ended=False)
    made.put(records(waiting))
    return made


def test_what_is_written_and_not_committed_is_behind() -> None:
    lag = lag_of([(inlet(10, 2), 15), (inlet(3, 0), 3)], 60.0)

    assert lag == Lag(records=5, seconds=60.0)


def test_an_input_whose_end_nobody_knows_is_not_guessed_at() -> None:
    assert lag_of([(inlet(10, 2), None)], 60.0) == Lag()


def test_an_end_that_is_out_of_date_takes_nothing_back() -> None:
    """Another input is behind; this one was fetched to an end that has moved since."""
    assert lag_of([(inlet(15, 0), 12), (inlet(0, 1), 4)], 60.0).records == 4


def test_who_has_read_everything_is_not_behind_however_old_it_was() -> None:
    assert lag_of([(inlet(15, 0), 15)], 60.0) == Lag()
