"""One account for every spelling of a username (accounts/names.py).

The function repeats `names.name_key` in SQL. It depends on no collation and no extension, so that
an index on it stays right on every server.
"""

import unicodedata

from django.conf import settings
from django.core.management.base import CommandError
from django.db import migrations

_IGNORABLE = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u1680\u2028\u2029"


def _case_pairs():
    """Every letter in NFKD whose case folding is one other letter, and that letter."""
    letters = {"ı": "i", "ẞ": "ß"}
    for number in range(0x110000):
        letter = chr(number)
        folded = letter.casefold()
        if len(folded) == 1 and folded != letter and unicodedata.is_normalized("NFKD", letter):
            letters[letter] = folded
    return "".join(letters), "".join(letters.values())


def _make_function(_apps, schema_editor):
    capitals, small = _case_pairs()
    schema_editor.execute(f"""
        CREATE FUNCTION account_name_key(name text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN btrim(
            normalize(
                replace(
                    replace(
                        translate(
                            regexp_replace(normalize(name, NFKD), '{_IGNORABLE}', '', 'g'),
                            '{capitals}',
                            '{small}'
                        ),
                        'ß', 'ss'
                    ),
                    'i\u0307', 'i'
                ),
                NFKD
            ),
            '{_BLANKS}'
        )
    """)


_COLLISIONS = """
SELECT id, username, to_char(last_login, 'YYYY-MM-DD'), account_name_key(username) AS key
FROM auth_user
WHERE account_name_key(username) IN (
    SELECT account_name_key(username) FROM auth_user GROUP BY 1 HAVING count(*) > 1
)
ORDER BY key, last_login DESC NULLS LAST, id
"""

_REMEDY = """\
From this version on a username means one account in any spelling (Anna, anna, ANNA).
These accounts have the same name in different spellings. Nothing was changed.
{accounts}
Give all but one of each name another username, tell their owners, and start the migration again.
Rename them in Administration of the version that ran until now, or in the database:
{statements}"""
_RENAME = "  UPDATE auth_user SET username = '{name}' WHERE id = {id};"


def _refuse_collisions(_apps, schema_editor):
    """Stop with a list of the accounts; which of them keeps the name is for a person to decide."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_COLLISIONS)
        rows = cursor.fetchall()
        if not rows:
            return
        cursor.execute("SELECT account_name_key(username) FROM auth_user")
        taken = {key for (key,) in cursor.fetchall()}
    accounts, statements, seen = [], [], set()
    for account_id, username, last_login, key in rows:
        accounts.append(f"  {username} (id {account_id}, last sign-in: {last_login or 'never'})")
        if key in seen:
            free = _free_name(key, taken)
            statements.append(_RENAME.format(name=free, id=account_id))
        seen.add(key)
    raise CommandError(
        _REMEDY.format(accounts="\n".join(accounts), statements="\n".join(statements))
    )


def _free_name(key, taken):
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    taken.add(f"{key}-{number}")
    return f"{key}-{number}".replace("'", "''")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(
            _make_function,
            lambda _apps, editor: editor.execute("DROP FUNCTION account_name_key(text)"),
        ),
        migrations.RunPython(_refuse_collisions, migrations.RunPython.noop),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX one_account_for_all_spellings_of_a_username "
            "ON auth_user (account_name_key(username))",
            "DROP INDEX one_account_for_all_spellings_of_a_username",
        ),
    ]
