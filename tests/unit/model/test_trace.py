"""Traces of the W3C, as OpenTelemetry reads them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opentelemetry.trace import SpanContext, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from workers.model.trace import child_of, read_traceparent

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

HEXADECIMAL = st.text("0123456789abcdef", min_size=1, max_size=40)
NEARLY = st.tuples(
    st.sampled_from(("00", "00", "01", "cc", "ff", "0", "0x")),
    st.sampled_from(("0af7651916cd43dd8448eb211c80319c", "0" * 32, "0AF7651916CD43DD8448EB211C80319C")) | HEXADECIMAL,
    st.sampled_from(("b7ad6b7169203331", "0" * 16)) | HEXADECIMAL,
    st.sampled_from(("00", "01", "03", "ff", "1")),
    st.sampled_from(("", "", "-", "-what-comes-later", "x")),
).map(lambda parts: "-".join(parts[:4]) + parts[4])


def oracle(said: str) -> SpanContext:
    """What OpenTelemetry makes of a header."""
    return get_current_span(TraceContextTextMapPropagator().extract({"traceparent": said})).get_span_context()


@given(NEARLY | st.text(max_size=70))
@example(TRACE)
@example(f" {TRACE}\t")
@example(f"00-{'0' * 32}-b7ad6b7169203331-01")
@example(f"00-0af7651916cd43dd8448eb211c80319c-{'0' * 16}-01")
@example(f"ff{TRACE[2:]}")
@example(f"{TRACE}-more")
def test_the_oracle_takes_what_we_take_and_nothing_else(said: str) -> None:
    ours, theirs = read_traceparent(said), oracle(said)

    assert (ours is not None) == theirs.is_valid
    if ours is not None:
        assert (oracle(ours).trace_id, oracle(ours).span_id) == (theirs.trace_id, theirs.span_id)
        assert oracle(ours).trace_flags.sampled == theirs.trace_flags.sampled


@pytest.mark.parametrize("said", [None, 7, "", True, ["00"], {"trace": 1}, "0" * 10_000, f"00{TRACE[2:]}-{'x' * 600}"])
def test_what_is_no_trace_is_left_out(said: object) -> None:
    assert read_traceparent(said) is None


def test_bits_without_a_meaning_are_cleared() -> None:
    assert read_traceparent(f"{TRACE[:-2]}ff") == f"{TRACE[:-2]}03"


@given(HEXADECIMAL, st.lists(st.text(max_size=20), max_size=3))
def test_a_step_stays_in_the_trace_and_has_an_id_of_its_own(seed: str, step: list[str]) -> None:
    parent = f"00-{seed:a>32.32}-{seed:b>16.16}-01"
    child = child_of(parent, "read", *step)

    assert child is not None
    assert oracle(child).is_valid
    assert oracle(child).trace_id == oracle(parent).trace_id
    assert oracle(child).span_id != oracle(parent).span_id
    assert oracle(child).trace_flags == oracle(parent).trace_flags


def test_what_is_done_again_has_the_ids_it_had() -> None:
    """A receiver that sees a change twice must not see two spans."""
    steps = [child_of(TRACE, "count", "7f3c9e21d04b", str(sequence)) for sequence in (0, 1, 0)]

    assert steps[0] == steps[2] != steps[1]


def test_the_ids_never_change_from_one_version_to_the_next() -> None:
    """While an installation is upgraded, both are at work."""
    child = child_of(TRACE, "read")

    assert child == "00-0af7651916cd43dd8448eb211c80319c-6b1678f4c17353e8-01"


def test_nothing_comes_of_nothing() -> None:
    assert child_of(None, "read") is None


def test_the_form_is_that_of_version_00() -> None:
    child = child_of(read_traceparent(f"cc{TRACE[2:]}-more"), "read")

    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", child or "")
