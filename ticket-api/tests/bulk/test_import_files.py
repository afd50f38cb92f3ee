"""Files as other programs write them: imported whole, or refused with the cause and what to do."""

import io
import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.bulk.test_import_tickets import json_lines, row, run, titles
from tests.samples import NEW_TICKET
from tickets.models import ImportedRow, Ticket

pytestmark = pytest.mark.django_db

HEADER = ["title", "description", "category", "priority", "status"]
ROWS = [
    ["Gerät defekt", "Das Gerät läuft\nnicht – seit gestern.", "technical", "high", "open"],
    ["Señal perdida", 'Le "réseau" est coupé; depuis hier, à 9 h.', "general", "low", ""],
]
WHOLE = "2 imported, 0 were there already, 0 bad."


def text_of(delimiter: str = ",", newline: str = "\n", first: str = "") -> str:
    """HEADER and ROWS as CSV, each value in quotation marks."""
    quoted = [[f'"{value.replace(chr(34), chr(34) * 2)}"' for value in row] for row in ROWS]
    lines = [delimiter.join(HEADER), *(delimiter.join(row) for row in quoted), ""]
    return first + "\n".join(lines).replace("\n", newline)


def imported(folder: Path, data: bytes, name: str = "export.csv", **options: Any) -> str:
    """What the command says in the end of a file with `data`."""
    (folder / name).write_bytes(data)
    return run(folder / name, **options)[0]


def assert_whole() -> None:
    tickets = list(Ticket.objects.order_by("id"))
    assert [[ticket.title, ticket.description] for ticket in tickets] == [row[:2] for row in ROWS]
    assert [ticket.category for ticket in tickets] == ["technical", "general"]
    assert [ticket.status for ticket in tickets] == ["open", "open"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    text = text_of(delimiter, newline)
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    assert imported(tmp_path, (mark + text).encode(encoding)) == WHOLE
    assert_whole()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark(tmp_path: Path, encoding: str) -> None:
    assert imported(tmp_path, text_of("\t").encode(encoding)) == WHOLE
    assert_whole()


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize(
    "line",
    [
        "sep={}\n",
        '"sep={}"\r\n',
        "\nSEP={}\n",
        "\n \n\r\n;;;;\nsep={}\n",
        "sep = {} \n",
        "sep={};;;;\n",
    ],
)
def test_a_line_that_names_the_separator(tmp_path: Path, delimiter: str, line: str) -> None:
    said = imported(tmp_path, text_of(delimiter, first=line.format(delimiter)).encode())
    assert said == WHOLE
    assert_whole()


def test_a_line_that_names_a_separator_the_file_does_not_use(tmp_path: Path) -> None:
    assert imported(tmp_path, text_of("\t", first="sep=\\t\n").encode()) == WHOLE
    assert_whole()
    Ticket.objects.all().delete()
    assert imported(tmp_path, text_of(",", first="sep=;\n").encode()) == WHOLE
    assert_whole()


@pytest.mark.parametrize("first", ["\n", "\r\n\r\n", "   \n", ";;;;\n", "\ufeff\n", "\r\r"])
def test_blank_lines_first(tmp_path: Path, first: str) -> None:
    assert imported(tmp_path, text_of(";", first=first).encode()) == WHOLE
    assert_whole()


@pytest.mark.parametrize("newline", ["\n", "\r"])
def test_windows_1252_is_recognised_and_said(tmp_path: Path, newline: str) -> None:
    said = imported(tmp_path, text_of(";", newline).encode("cp1252"))
    assert said.startswith(WHOLE)
    assert "Windows-1252" in said
    assert_whole()


IN_OTHER_ENCODINGS = [
    ("cp1251", "Не открывается страница"),
    ("cp1251", "Ой"),
    ("koi8-r", "Не открывается страница"),
    ("mac_roman", "Gerät für Ölförderung"),
    ("cp437", "Märzgebühr"),
    ("cp850", "Märzgebühr"),
    ("cp1253", "Δεν ανοίγει"),
    ("cp1250", "Płatność"),
    ("cp1250", "Nelze se přihlásit"),
    ("cp1250", "Změna faktury"),
    ("cp1250", "Nefungující důležitý účet"),
    ("cp1250", "Nem működő belépő"),
    ("iso-8859-2", "Hűtő és fűtés"),
    ("cp1250", "Factura este plătită"),
    ("iso-8859-2", "Zażółć"),
    ("iso-8859-15", "Gebühr: 5 €"),
    ("cp1254", "Giriş yapılamıyor"),
    ("cp1255", "לא עובד"),
    ("cp1256", "مرحبا"),
    ("shift_jis", "返金"),
    ("euc-jp", "返金してください"),
    ("euc-kr", "환불"),
    ("gb18030", "退款"),
    ("big5", "登入失敗"),
]


@pytest.mark.parametrize(("encoding", "title"), IN_OTHER_ENCODINGS)
def test_another_encoding_is_asked_for_and_taken(tmp_path: Path, encoding: str, title: str) -> None:
    text = f"title,description,category,priority\n{title},{title},billing,low\n"
    said = imported(tmp_path, text.encode(encoding))
    assert said.startswith("line 2: the file is not UTF-8")
    assert "--encoding" in said
    assert not Ticket.objects.exists()
    assert imported(tmp_path, text.encode(encoding), encoding=encoding).startswith("1 imported")
    assert titles() == [title]


def test_no_row_is_stored_before_the_encoding_is_certain(tmp_path: Path) -> None:
    rows = ["title,description,category,priority", *["Účet,Účet,billing,low"] * 3]
    text = "\n".join([*rows, "Změna faktury,a,billing,low"])
    said = imported(tmp_path, text.encode("cp1250"))
    assert said.startswith("line 5: the file is not UTF-8")
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Größe, Füße, ÄRGER, Öl über",
        "Créée à Liège, où l’œuvre n° 5 coûte 3 £",
        "São Paulo: ações, opções, informação",
        "¿Qué? ¡Señor! 1ª vez, 2º año",
        "Ääkkönen: hääyö, öljy",
        "Blåbærgrød på ø, kø",
        "col·legi, què, història",
        "Così è più giù, perché no? Martedì",
        "Irmãs, mãe, cãibra, amanhã, põe",
        "20 °C ± 3, 5 m², ½, 10 µm, “zitiert” – ‘don’t’",
        "• Punkt, «citation», ‹Zitat›",
    ],
)
def test_texts_of_western_europe_are_recognised(tmp_path: Path, text: str) -> None:
    data = f"title;description;category;priority\n{text};b;billing;low\n".encode("cp1252")
    assert imported(tmp_path, data).startswith("1 imported")
    assert titles() == [text]


def test_an_unknown_encoding_is_refused(tmp_path: Path) -> None:
    for name in ("utf-9", "hex", "rot13"):
        assert f"--encoding {name} is not known" in imported(tmp_path, b"", encoding=name)


def test_bytes_of_another_encoding_later_in_a_file_are_named(tmp_path: Path) -> None:
    lines = [
        ",".join(HEADER[:4]),
        "Gerät,a,billing,low",
        "Ger\udce4t,b,billing,low",
        "c,d,billing,low",
    ]
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    (tmp_path / "export.csv").write_bytes(data)
    said, told = run(tmp_path / "export.csv")
    assert told[0].startswith("line 3: has bytes that are not of the file's encoding (utf-8)")
    assert "Not imported: line 3." in said
    assert titles() == ["Gerät", "c"]


@pytest.mark.parametrize(
    "header",
    [
        "Title,Description,CATEGORY,Priority,Created At",
        " title , description,category ,priority, created_at",
        '"Title","Description","Category","Priority","created-at"',
        "TITLE,DESCRIPTION,CATEGORY,PRIORITY,CREATED_AT",
        "\ufeff\ufeffTitle\u00a0,Des\u00adcription,\u200bcategory,priority,created_at",
        '"Title","Description","Category","Priority","Created\nAt"',
    ],
)
def test_names_of_columns_as_people_write_them(tmp_path: Path, header: str) -> None:
    data = f"{header}\na,b,billing,low,2019-03-04 10:00\n"
    assert imported(tmp_path, data.encode()).startswith("1 imported")
    assert Ticket.objects.get().created_at.isoformat() == "2019-03-04T10:00:00+00:00"


@pytest.mark.parametrize("name", ["values.csv", "values.jsonl"])
def test_values_as_people_write_them(tmp_path: Path, name: str) -> None:
    values = {
        "Title": " VPN ",
        "Description": "b",
        "Category": " Technical ",
        "Priority": "HIGH",
        "Status": "In Progress",
        "Created_At": " 2019-03-04T10:00:00Z ",
    }
    if name.endswith("csv"):
        data = f"{','.join(values)}\n{','.join(values.values())}\n"
    else:
        data = json.dumps(values)
    assert imported(tmp_path, data.encode(), name).startswith("1 imported")
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.category, ticket.priority) == ("VPN", "technical", "high")
    assert ticket.status == "in_progress"


@pytest.mark.parametrize("nothing", [None, "", "  ", "NULL", " null ", "\\N"])
def test_nothing_is_no_value_where_one_may_be_left_out(tmp_path: Path, nothing: Any) -> None:
    file = json_lines(tmp_path, row(status=nothing, created_at=nothing), row(category=nothing))
    said, told = run(file)
    assert said.startswith("1 imported, 0 were there already, 1 bad.")
    assert told[0].startswith("line 2: category: Choose a category")


def test_a_ctrl_z_at_the_end_of_a_file_is_not_a_row(tmp_path: Path) -> None:
    assert imported(tmp_path, text_of().encode() + b"\x1a") == WHOLE
    assert_whole()


@pytest.mark.parametrize(
    "time",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1899-12-30",
        "1899-12-31 00:00",
        "1900-01-01",
        "1904-01-01",
        "1601-01-01",
        "1753-01-01",
        "1970-01-01T00:00:00Z",
        "1980-01-01",
    ],
)
def test_a_time_that_means_none_is_refused(tmp_path: Path, time: str) -> None:
    said, told = run(json_lines(tmp_path, row(created_at=time), row(created_at="2019-03-04 10:00")))
    assert said.startswith("1 imported, 0 were there already, 1 bad.")
    assert told[0].startswith("line 1: created_at: Programs write so early a time")
    assert "leave it empty" in told[0]


@pytest.mark.parametrize(
    "time", ["0000-00-00 00:00:00", "9999-12-31", "12000-01-01", "infinity", 0]
)
def test_other_odd_times_are_refused_as_well(tmp_path: Path, time: Any) -> None:
    said, told = run(json_lines(tmp_path, row(created_at=time)))
    assert said.startswith("0 imported, 0 were there already, 1 bad.")
    assert told[0].startswith("line 1: created_at: ")


# Quotation marks ---------------------------------------------------------------------------------


def test_a_mark_that_is_never_closed_swallows_no_other_row(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(
        "title,description,category,priority\n"
        'first,"open,billing,low\n'
        "second,b,billing,low\n"
        "third,b,billing,low\n"
        'fourth,"He said ""no"",\nand left",billing,low\n'
        'fifth,"He said \\"no\\"",billing,low\n'
        'sixth,a 15" screen,billing,low\n'
        'seventh,"open again,billing,low\n'
    )
    said, told = run(file)
    assert titles() == ["second", "third", "fourth", "sixth"]
    assert said.startswith("4 imported, 0 were there already, 3 bad.")
    assert [line.partition(":")[0] for line in told] == ["line 2", "line 7", "line 9"]
    assert "twice" in told[0]
    assert "opened and never closed" in told[2]


def test_a_mark_left_open_in_a_long_file(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    lines = ["title,description,category,priority", 'bad,"open,billing,low']
    lines += [f"number {number},{'b' * 300},billing,low" for number in range(2_000)]
    file.write_text("\n".join(lines))
    said, told = run(file)
    assert said.startswith("2,000 imported, 0 were there already, 1 bad.")
    assert told[0].startswith("line 2: cannot be read as CSV: a quotation mark is opened")


def test_lines_that_spreadsheets_fill_up(tmp_path: Path) -> None:
    data = b"title,description,category,priority\na,b,billing,low,,,\n,,,\nc,d,billing,low,x\n"
    (tmp_path / "export.csv").write_bytes(data)
    said, told = run(tmp_path / "export.csv")
    assert titles() == ["a"]
    assert told[0].startswith("line 4: has 5 values for 4 columns.")
    assert "Not imported: line 4." in said


def test_nul_bytes_are_named_and_the_others_imported(tmp_path: Path) -> None:
    data = b"title,description,category,priority\na\x00b,b,billing,low\nc,d,billing,low\n"
    (tmp_path / "export.csv").write_bytes(data)
    _, told = run(tmp_path / "export.csv")
    assert "line 2: title: Title has a character that cannot be stored" in told[0]
    assert titles() == ["c"]


# JSON --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["export.json", "export.jsonl", "export"])
def test_an_array(tmp_path: Path, indent: int | None, name: str) -> None:
    rows = [row(title="first"), row(title="", category="pets"), "text", row(title="last")]
    (tmp_path / name).write_text(json.dumps(rows, indent=indent))
    said, told = run(tmp_path / name)
    assert titles() == ["first", "last"]
    assert said.startswith("2 imported, 0 were there already, 2 bad.")
    if indent:
        assert told[0].startswith("line 8: title: Enter a title")


def test_objects_that_go_over_several_lines(tmp_path: Path) -> None:
    text = "\n".join(json.dumps(row(title=title), indent=1) for title in ("a", "b"))
    assert imported(tmp_path, text.encode()).startswith("2 imported")
    assert titles() == ["a", "b"]


def test_an_array_that_breaks_off_is_named(tmp_path: Path) -> None:
    text = json.dumps([row(title="first"), row(title="second")])[:-20]
    (tmp_path / "export.json").write_text(text)
    said, told = run(tmp_path / "export.json")
    assert titles() == ["first"]
    assert told == [
        "line 1: cannot be read as JSON, and so can nothing behind it. Correct this place"
    ]
    assert "Not imported: line 1." in said


def test_utf_16_and_marks_in_json(tmp_path: Path) -> None:
    for number, encoding in enumerate(["utf-8-sig", "utf-16"]):
        data = json.dumps(row(title=f"Größe {number}"), ensure_ascii=False).encode(encoding)
        assert imported(tmp_path, data).startswith("1 imported")
    assert titles() == ["Größe 0", "Größe 1"]


def test_a_field_that_is_named_twice(tmp_path: Path) -> None:
    _, told = run(json_lines(tmp_path, {**NEW_TICKET, "Title": "other"}))
    assert told == ["line 1: names a field twice"]


# Files that are no export of tickets ------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04\x14\x00", "save it as “CSV UTF-8”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"\x1f\x8b\x08\x00", "gunzip"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\n<!DOCTYPE html>", "HTML or XML"),
        (b"", "The file is empty"),
        (b"\n\r\n;;;\n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"Titel;Beschreibung;Kategorie\n", "It has: “titel”, “beschreibung”, “kategorie”"),
        (b"title,description,category,priority,Title\n", "names a column twice: title"),
        ("title\n".encode("utf-16")[:-1], "perhaps because its end is missing"),
    ],
)
def test_another_format_is_refused_with_what_to_do(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    assert sentence in imported(tmp_path, data)


def test_columns_that_no_ticket_has_are_named(tmp_path: Path) -> None:
    data = b"Id,Title,Description,Category,Priority,Assigned To\n7,a,b,billing,low,Anna\n"
    said = imported(tmp_path, data)
    assert said.startswith("1 imported")
    assert "Columns that no ticket has: assigned_to, id." in said


# The memory of what was imported -----------------------------------------------------------------


def test_two_exports_of_one_name_in_two_folders(tmp_path: Path) -> None:
    for name in ("january", "february"):
        (tmp_path / name).mkdir()
        said, _ = run(json_lines(tmp_path / name, row(), row(title=name)))
        assert said == WHOLE
    assert titles() == [NEW_TICKET["title"], "january", NEW_TICKET["title"], "february"]


def test_the_same_file_by_another_path_adds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = json_lines(tmp_path, row(), row(title="b"))
    run(file)
    monkeypatch.chdir(tmp_path)
    said, _ = run(Path(file.name))
    assert said.startswith("0 imported, 2 were there already, 0 bad.")
    assert "There already, by an earlier run with this source: lines 1-2." in said
    assert "--source" in said
    assert run(Path(file.name), source="another")[0].startswith("2 imported")


def test_a_file_that_was_moved_goes_on_under_its_former_path(tmp_path: Path) -> None:
    file = json_lines(tmp_path, row())
    run(file)
    moved = file.rename(tmp_path / "moved.jsonl")
    assert run(moved, source=str(file))[0].startswith("0 imported, 1 were there already")


def test_a_ticket_that_was_deleted_can_be_imported_again(tmp_path: Path) -> None:
    file = json_lines(tmp_path, row(title="a"), row(title="b"))
    run(file)
    Ticket.objects.filter(title="a").delete()
    assert ImportedRow.objects.count() == 1
    assert run(file)[0].startswith("1 imported, 1 were there already, 0 bad.")
    assert titles() == ["b", "a"]


def test_rows_of_an_earlier_version_are_known_by_the_files_name(tmp_path: Path) -> None:
    file = json_lines(tmp_path, row())
    run(file, source=file.name)
    ImportedRow.objects.update(ticket=None)
    assert run(file, source=file.name)[0].startswith("0 imported, 1 were there already")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def pipe(text: str) -> str:
        stream = io.TextIOWrapper(io.BytesIO(text.encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        said = StringIO()
        call_command("import_tickets", "-", stdout=said, stderr=StringIO(), verbosity=0)
        return said.getvalue()

    assert pipe(text_of(";")).startswith(WHOLE)
    assert pipe(text_of(";")).startswith("0 imported, 2 were there already, 0 bad.")
    assert_whole()


def test_an_interruption_says_how_far_it_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulk.ticket_import.BATCH", 1)
    file = json_lines(tmp_path, row(title="a"), row(title="b"))
    rows = "bulk.import_files._json_row"
    real = __import__("bulk.import_files", fromlist=["_json_row"])._json_row

    def interrupted(line: int, data: Any) -> Any:
        if line == 2:
            raise KeyboardInterrupt
        return real(line, data)

    monkeypatch.setattr(rows, interrupted)
    with pytest.raises(CommandError, match=r"Interrupted\. 1 imported.*again to go on"):
        call_command("import_tickets", str(file), stderr=StringIO(), verbosity=0)
    monkeypatch.setattr(rows, real)
    assert run(file)[0].startswith("1 imported, 1 were there already")
