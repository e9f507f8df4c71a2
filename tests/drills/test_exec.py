"""Drills of `make exec`: real servers in a fresh folder, real signals, and nobody left behind."""

import signal

import pytest

from tests.drills.conftest import line_with

pytestmark = [pytest.mark.drill, pytest.mark.xdist_group("stack")]

ASK_SERVERS = (
    'python -c "'
    "import os, psycopg2, redis;"
    "c = psycopg2.connect(os.environ['DATABASE_URL']).cursor();"
    "c.execute('SELECT count(*) FROM django_migrations');"
    "print(c.fetchone()[0] > 0, redis.Redis.from_url(os.environ['REDIS_URL']).ping())"
    '"'
)
SQL = 'psql --quiet --no-psqlrc --tuples-only --no-align "$DATABASE_URL" --command "{}"'


def test_a_command_in_a_fresh_folder_finds_both_servers_and_the_tables(launcher):
    status, output, errors = launcher.finish("exec", ASK_SERVERS)
    assert (status, output) == (0, "True True\n"), errors
    assert launcher.survivors() == []


def test_the_status_of_the_command_is_the_status_of_the_launcher(launcher):
    assert launcher.finish("exec", "exit 7")[0] == 7


def test_both_spellings_of_a_shell_variable_reach_the_shell(launcher):
    assert launcher.finish("exec", 'echo "$WORD $$WORD ${WORD}"', WORD="да")[1] == "да да да\n"


def test_what_a_command_left_in_the_background_ends_with_it(launcher):
    assert launcher.finish("exec", "sleep 1000 >/dev/null 2>&1 &")[0] == 0
    assert launcher.survivors() == []


def test_an_interrupt_reaches_the_command_and_everything_stops(launcher):
    process = launcher.start("exec", "echo ready; exec sleep 1000")
    line_with(process.stdout, "ready")
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 128 + signal.SIGINT
    assert launcher.survivors() == []


def test_a_killed_launcher_leaves_nobody_and_the_next_finds_the_data(launcher, kill):
    write = SQL.format("CREATE TABLE kept AS SELECT 42 AS answer")
    process = launcher.start("exec", f"{write} && echo ready; sleep 1000 & sleep 1000")
    line_with(process.stdout, "ready")
    kill(process)
    status, output, errors = launcher.finish("exec", SQL.format("SELECT answer FROM kept"))
    assert (status, output) == (0, "42\n"), errors
    assert launcher.survivors() == []


def test_a_second_command_shares_the_servers_and_the_first_waits_for_it(launcher):
    first = launcher.start("exec", "echo $DATABASE_URL; read word")
    address = first.stdout.readline()
    second = launcher.start("exec", "echo $DATABASE_URL; read word; " + SQL.format("SELECT 1"))
    assert second.stdout.readline() == address
    first.stdin.write("enough\n")
    first.stdin.flush()
    line_with(first.stderr, "Серверами пользуется другая команда")
    assert second.communicate("enough\n")[0] == "1\n"
    assert (first.wait(), second.returncode) == (0, 0)
    assert launcher.survivors() == []


def test_a_backup_taken_as_the_guide_says_comes_back(launcher, tmp_path):
    backup = tmp_path / "копия.dump"
    write = SQL.format("CREATE TABLE precious AS SELECT 7 AS figure")
    assert launcher.finish("exec", f"""{write}; pg_dump --format custom "$DATABASE_URL" > '{backup}'""")[0] == 0
    lose = SQL.format("DROP TABLE precious")
    restore = f"""pg_restore --clean --if-exists --no-owner --dbname "$DATABASE_URL" < '{backup}'"""
    read = SQL.format("SELECT figure FROM precious")
    status, output, errors = launcher.finish("exec", f"{lose} && {restore} && {read}")
    assert (status, output) == (0, "7\n"), errors


def test_an_empty_command_is_answered_with_an_example(launcher):
    status, _, errors = launcher.finish("exec", " ")
    assert status == 1
    assert "make exec CMD=" in errors
