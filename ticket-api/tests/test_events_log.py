"""The log of changes and the queues of streams, where a whole process would hide the point."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.addresses import database_address
from tickets.live import change_log, hub
from tickets.live.change_log import Position
from tickets.live.hub import QUEUE_BLOCKS, Subscription
from tickets.wire import TicketIdentity

XIDS = st.integers(1, 2**62)


@given(xmin=XIDS, xmax=XIDS, in_progress=st.lists(XIDS, max_size=40), seconds=st.integers(0, 2**33))
def test_a_position_survives_the_way_through_a_browser(xmin, xmax, in_progress, seconds):
    snapshot = f"{xmin}:{xmax}:{','.join(map(str, in_progress))}"
    position = Position(snapshot, seconds)
    assert Position.from_token(position.token()) == position
    assert position.in_progress == [str(xid) for xid in in_progress]


@given(st.text())
def test_no_text_breaks_the_reading_of_a_token(text):
    Position.from_token(text)


def test_a_snapshot_too_long_for_a_header_gets_no_id():
    crowd = ",".join(str(10**9 + number) for number in range(1_000))
    assert Position(f"1000000000:2000000000:{crowd}", 0).token() is None


def write(statement: str) -> None:
    with psycopg.connect(database_address(connection.settings_dict["NAME"])) as by:
        by.execute(statement)


INSERT = (
    "INSERT INTO tickets_ticket (title, description, category, priority) "
    "SELECT 'x', 'y', 'general', 'low' FROM generate_series(1, {})"
)


@pytest.mark.django_db(transaction=True)
def test_a_ticket_written_twice_comes_once_as_it_is_now():
    since = change_log.current_position()
    write(INSERT.format(1))
    write("UPDATE tickets_ticket SET status = 'closed'")
    ((change, row),) = change_log.read_changes(since).tickets
    assert (change, row["status"]) == ("created", "closed")


@pytest.mark.django_db(transaction=True)
def test_until_leaves_out_what_came_later():
    since = change_log.current_position()
    write(INSERT.format(2))
    until = change_log.current_position()
    write(INSERT.format(3))
    assert len(change_log.read_changes(since, until=until).tickets) == 2
    assert len(change_log.read_changes(until).tickets) == 3
    assert len(change_log.read_changes(since).tickets) == 5


@pytest.mark.django_db(transaction=True)
def test_a_large_statement_leaves_one_row():
    since = change_log.current_position()
    write(INSERT.format(20_000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM ticket_change WHERE xid >= %s::xid8", [str(since.xmax)])
        assert cursor.fetchall() == [("reload",)]
    assert change_log.read_changes(since).too_many


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_restored_backup_from_another_server_are_not_told_for_ever():
    """Their transactions are still to come here, so they would be new at every reading."""
    write("INSERT INTO ticket_change (xid, kind) VALUES ('9000000000000000000', 'reload')")
    try:
        assert change_log.read_changes(change_log.current_position()).is_empty
    finally:
        write("DELETE FROM ticket_change WHERE xid = '9000000000000000000'")


@pytest.mark.django_db(transaction=True)
def test_trimming_takes_what_is_old_and_was_seen():
    write("DELETE FROM ticket_change")
    write(INSERT.format(3))
    write("UPDATE ticket_change SET at = at - interval '61 minutes' WHERE id % 3 > 0")
    seen = change_log.current_position()
    write(INSERT.format(1))
    write(
        "UPDATE ticket_change SET at = at - interval '61 minutes' WHERE xid >= (SELECT max(xid) "
        "FROM ticket_change)"
    )
    assert change_log.trim(seen=seen) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ticket_change")
        assert cursor.fetchone() == (2,)


def test_a_subscription_that_is_full_ends_and_says_so(caplog):
    async def fall_behind() -> bytes | None:
        subscription = Subscription()
        for _ in range(QUEUE_BLOCKS + 5):
            subscription.offer(b"event")
        return await subscription.next_block()

    assert asyncio.run(fall_behind()) is None
    assert [(r.message, r.reason) for r in caplog.records] == [
        ("events.stream_dropped", "too_slow")
    ]


def test_a_closed_subscription_sends_nothing_more():
    async def close_it() -> list[bytes | None]:
        subscription = Subscription()
        subscription.offer(b"first")
        first = await subscription.next_block()
        subscription.offer(b"second")
        subscription.close()
        return [first, await subscription.next_block()]

    assert asyncio.run(close_it()) == [b"first", None]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("follows", [False, True], ids=["all tickets", "one ticket"])
def test_a_quiet_stream_has_a_heartbeat_that_a_page_can_see(monkeypatch, follows):
    """An event with data: EventSource keeps comments and events without data to itself."""
    monkeypatch.setattr(hub, "PING_SECONDS", 0.05)

    async def listen() -> list[bytes | None]:
        one = hub.Hub()
        one.start()
        try:
            async with (
                one.follow(TicketIdentity(1, datetime.now(UTC)))
                if follows
                else one.subscribe("") as subscription
            ):
                return [await subscription.next_block() for _ in range(2)]
        finally:
            await one.stop()

    for block in asyncio.run(listen()):
        event, data, *rest = block.decode().split("\n")
        assert (event, data) == ("event: ping", "data: {}")
        assert rest[0].startswith("id: ") is not follows
