"""How an event of ours looks in the log: one line with its name, its fields and the request id."""

import logging

from config.logs import LineFormatter


def line(name: str, message: str, **extra: object) -> str:
    record = logging.makeLogRecord({"name": name, "levelname": "WARNING", "msg": message, **extra})
    return LineFormatter().format(record)


def test_the_fields_of_an_event_stand_behind_its_name():
    shown = line("tickets.services.llm_service", "llm.fallback", reason="busy", status=None, ms=3)
    assert shown == "WARN  | llm.fallback reason=busy ms=3"


def test_a_field_can_neither_break_the_line_nor_look_like_another_field():
    shown = line("tickets.x", "event", problem="a\nERROR | b c=d\u2028", request_id="0f")
    assert shown == r'WARN  | event problem="a\nERROR | b c=d\u2028" [0f]'


def test_fields_of_other_libraries_stay_out():
    assert line("django.request", "Not Found", request=object()) == "WARN  | Not Found"
