"""The log of changes and the queues of streams, where a whole process would hide the point."""

import asyncio
import base64
import time
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from live import change_log, hub
from live.change_log import Position
from live.subscription import QUEUE_BLOCKS, QUEUE_BYTES, Subscription
from tests.addresses import database_address
from tickets.representation import TicketIdentity

XIDS = st.integers(1, 2**62)


@given(borders=st.lists(XIDS, min_size=1, max_size=40, unique=True), seconds=st.integers(0, 2**33))
def test_a_position_survives_the_way_through_a_browser(borders, seconds):
    xmin, *in_progress, xmax = sorted([*borders, 2**62 + 1])
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
def test_rows_of_a_restored_backup_from_another_server_are_not_sent_again_and_again():
    """Their transactions are still to come here, so they would be new at every reading."""
    write("INSERT INTO ticket_change (xid, kind) VALUES ('9000000000000000000', 'reload')")
    try:
        assert not change_log.read_changes(change_log.current_position()).concern_tickets
    finally:
        write("DELETE FROM ticket_change WHERE xid = '9000000000000000000'")


def position_after_all() -> Position:
    """The position when no transaction is under way, also of tests that run beside this one.

    PostgreSQL numbers the transactions of all databases together.
    """
    deadline = time.monotonic() + 30
    while True:
        position = change_log.current_position()
        oldest, following, _ = position.snapshot.split(":")
        if oldest == following or time.monotonic() > deadline:
            return position
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_trimming_deletes_old_rows_that_were_read():
    write("DELETE FROM ticket_change")
    write(INSERT.format(3))
    write("UPDATE ticket_change SET at = at - interval '61 minutes' WHERE id % 3 > 0")
    seen = position_after_all()
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
                else one.subscribe("", for_roles=False) as subscription
            ):
                if not follows:
                    assert (await subscription.next_block()).startswith(b"event: stats\n")
                return [await subscription.next_block() for _ in range(2)]
        finally:
            await one.stop()

    for block in asyncio.run(listen()):
        event, data, *rest = block.decode().split("\n")
        assert (event, data) == ("event: ping", "data: {}")
        assert rest[0].startswith("id: ") is not follows


# What strangers can make it hold ------------------------------------------------------------------


def token(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "0:0:@1",
        "10:5:@1",
        "5:10:20@1",
        "5:10:3@1",
        "5:10:7,6@1",
        "5:10:7,7@1",
        "-5:10:@1",
        "5:10:@-1",
        "5:9223372036854775808:@1",
        "٥:10:@1",
        " 5:10:@1",
        "5:10:@1\n",
        "5:10@1",
        "",
    ],
)
def test_a_position_that_postgresql_would_not_name_is_none(text):
    assert Position.from_token(token(text)) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("seconds", "is_told"), [(0, True), (-2_000, True), (-2_701, False), (61, False)]
)
def test_a_position_is_resumed_for_as_long_as_a_real_one(seconds, is_told):
    now = change_log.current_position()
    write(INSERT.format(1))
    since = Position(now.snapshot, now.seconds + seconds)
    changes = change_log.read_changes(since, until=change_log.current_position())
    assert (len(changes.tickets) == 1, changes.too_many) == (is_told, not is_told)


@pytest.mark.django_db(transaction=True)
def test_a_made_up_position_reaches_no_further_back_than_a_real_one():
    """It says that it is of now, and that it saw nothing of what was written long ago."""
    made_up = change_log.current_position()
    write(INSERT.format(1))
    assert len(change_log.read_changes(made_up, until=change_log.current_position()).tickets) == 1
    write("UPDATE ticket_change SET at = at - interval '46 minutes'")
    changes = change_log.read_changes(made_up, until=change_log.current_position())
    assert (changes.tickets, changes.too_many) == ((), True)
    # An open stream gets changes of a long transaction.
    assert len(change_log.read_changes(made_up).tickets) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("resumed", [True, False])
def test_a_reading_is_bounded_in_bytes(monkeypatch, resumed):
    monkeypatch.setattr(change_log, "MOST_MISSED_BYTES" if resumed else "MOST_BYTES", 10)
    since = change_log.current_position()
    write(INSERT.format(5))
    until = change_log.current_position() if resumed else None
    assert len(change_log.read_changes(since, until=until).tickets) == 5
    write(INSERT.format(1))
    until = change_log.current_position() if resumed else None
    changes = change_log.read_changes(since, until=until)
    assert (changes.tickets, changes.too_many) == ((), True)


def test_a_queue_is_bounded_in_bytes_and_takes_one_large_block(caplog):
    async def offer(*sizes: int) -> list[int | None]:
        subscription = Subscription()
        for size in sizes:
            subscription.offer(b"x" * size)
        blocks = [await subscription.next_block() for _ in sizes]
        return [block and len(block) for block in blocks]

    half = QUEUE_BYTES // 2
    assert asyncio.run(offer(half, half)) == [half, half]
    assert asyncio.run(offer(4 * QUEUE_BYTES)) == [4 * QUEUE_BYTES]
    assert not caplog.records
    assert asyncio.run(offer(half, half, 1)) == [None, None, None]
    assert [record.message for record in caplog.records] == ["events.stream_dropped"]


@pytest.mark.django_db(transaction=True)
def test_what_resumed_streams_missed_is_bounded_together(monkeypatch):
    """Those that have not sent it yet; the others hold nothing."""
    position = change_log.current_position()
    write(INSERT.format(10))

    async def resume(streams: int, *, read: bool) -> list[bytes]:
        one = hub.Hub()
        one.start()
        try:
            async with AsyncExitStack() as stack:
                greetings = []
                for _ in range(streams):
                    joining = one.subscribe(position.token(), for_roles=False)
                    subscription = await stack.enter_async_context(joining)
                    greetings.append(await subscription.next_block())
                    if read:  # Waiting for the next block means that this one is sent.
                        with suppress(TimeoutError):
                            await asyncio.wait_for(subscription.next_block(), 0.01)
                return [greeting.split(b"\n")[0] for greeting in greetings]
        finally:
            await one.stop()

    sent, reset = b"event: ticket", b"event: reset"
    size = len(asyncio.run(_missed(position)))
    monkeypatch.setattr(hub, "MISSED_BYTES", 2 * size + 1)
    assert asyncio.run(resume(4, read=False)) == [sent, sent, reset, reset]
    assert asyncio.run(resume(4, read=True)) == [sent] * 4


async def _missed(position: Position) -> bytes:
    one = hub.Hub()
    one.start()
    try:
        async with one.subscribe(position.token(), for_roles=False) as subscription:
            return (await subscription.next_block()).partition(b"event: stats")[0]
    finally:
        await one.stop()
