"""Reads and writes rows by statements that are put together once, where every council does.

The ORM compiles a statement anew at each use, which costs several times what its execution does.
Conditions are equalities; the database decides, in one statement, whether they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model, QuerySet

from providers.group_commit import WITHOUT_WAITING, Change, GroupCommit

Row = TypeVar("Row", bound=Model)
_group: list[GroupCommit] = []

Values = Mapping[str, object]
AnyField = Field[Any, Any]


class Prepared(Generic[Row]):
    """A query as the ORM writes it. `like` makes it with values that stand for its parameters."""

    def __init__(self, like: Callable[[], QuerySet[Row, Any]]) -> None:
        self._like = like

    def values(self, *parameters: Any) -> Sequence[tuple[Any, ...]]:  # noqa: ANN401
        """Its rows, with the parameters in the order in which they stand in the statement."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found: Sequence[tuple[Any, ...]] = cursor.fetchall()
            return found

    def first(self, *parameters: Any) -> Row | None:  # noqa: ANN401
        """Its first row as the model that it is of."""
        return first(self._model, self._sql, parameters)

    @cached_property
    def _model(self) -> type[Row]:
        return self._like().model

    @cached_property
    def _sql(self) -> str:
        sql, _ = self._like().query.sql_with_params()
        return str(sql)


def first(model: type[Row], sql: str, parameters: Sequence[Any]) -> Row | None:
    """The first row that this statement returns; columns that it leaves out are deferred."""
    here = connections[DEFAULT_DB_ALIAS]
    with here.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = cursor.fetchall()
        columns = tuple(column[0] for column in cursor.description)
    if not found:
        return None
    values = list(found[0])
    for place, converters, expression in _conversions(model, columns):
        for convert in converters:
            values[place] = convert(values[place], expression, here)
    return model.from_db(DEFAULT_DB_ALIAS, _attributes(model, columns), values)


def commit_together() -> None:
    """From here on, what this process's threads change at once is committed together."""
    _group.append(GroupCommit())


def insert(row: Model) -> None:
    """A new row. Raises IntegrityError."""
    _carry_out(_insertion(type(row)), values_of(row))


def insert_missing(row: Model) -> bool:
    """A new row, unless there is one with its key."""
    return _carry_out(f"{_insertion(type(row))} ON CONFLICT DO NOTHING", values_of(row)) > 0


def insert_while(row: Model, guard: type[Model], conditions: Values) -> bool:
    """A new row if another stands that meets the conditions, which is held until it is done."""
    sql = _guarded_insertion(type(row), guard, tuple(conditions), connection.vendor)
    return _carry_out(sql, [*values_of(row), *columns_of(guard, conditions)]) > 0


def update(model: type[Model], values: Values, conditions: Values) -> bool:
    """Set these values where the conditions hold; None stands for a missing value. False if they
    hold nowhere."""
    return _carry_out(*_updating(model, values, conditions)) > 0


def update_durably(model: type[Model], values: Values, conditions: Values) -> bool:
    """The same, and wait until it is on the disk, with all that was changed before it."""
    sql, parameters = _updating(model, values, conditions)
    return _carried_out(Change(sql, parameters, is_durable=True)) > 0


@cache
def insertion_from(model: type[Model], source: str) -> str:
    """The insertion of one row for each that the source has; its parameters are `values_of` it."""
    places = ", ".join(["%s"] * len(_fields(model)))
    return f"INSERT INTO {_table(model)} ({_names(model)}) SELECT {places} FROM {source}"  # noqa: S608  our own names


def returning(
    model: type[Model], changes: str, where: str, *, left_out: tuple[str, ...] = ()
) -> str:
    """A statement that changes rows and returns them as they are then, less some columns. It does
    not wait for the disk."""
    names = ", ".join(_name(model, name) for name in _fields(model) if name not in left_out)
    if connection.vendor == "postgresql":
        where = f"{where} AND {WITHOUT_WAITING} = 'off'"
    return f"UPDATE {_table(model)} SET {changes} WHERE {where} RETURNING {names}"  # noqa: S608  our own words


def values_of(row: Model) -> list[Any]:
    """All of the row, as this database stores it."""
    here = connections[DEFAULT_DB_ALIAS]  # found once: `connection` looks for it at each use
    fields = _fields(type(row)).values()
    return [field.get_db_prep_save(field.pre_save(row, add=True), here) for field in fields]


def columns_of(model: type[Model], values: Values) -> list[Any]:
    """These values as this database stores them."""
    here, fields = connections[DEFAULT_DB_ALIAS], _fields(model)
    return [fields[name].get_db_prep_save(value, here) for name, value in values.items()]


def _updating(model: type[Model], values: Values, conditions: Values) -> tuple[str, Sequence[Any]]:
    nulls = tuple(value is None for value in conditions.values())
    sql = _change(model, tuple(values), tuple(zip(conditions, nulls, strict=True)))
    given = {name: value for name, value in conditions.items() if value is not None}
    return sql, [*columns_of(model, values), *columns_of(model, given)]


def _carry_out(sql: str, parameters: Sequence[Any]) -> int:
    return _carried_out(Change(sql, parameters))


def _carried_out(change: Change) -> int:
    """How many rows it has changed."""
    if _group and not connection.in_atomic_block:
        return _group[0].carry_out(change)
    with connection.cursor() as cursor:
        cursor.execute(change.sql, change.parameters)
        return int(cursor.rowcount)


@cache
def _insertion(model: type[Model]) -> str:
    places = ", ".join(["%s"] * len(_fields(model)))
    return f"INSERT INTO {_table(model)} ({_names(model)}) VALUES ({places})"  # noqa: S608  our own names


@cache
def _guarded_insertion(
    model: type[Model], guard: type[Model], conditions: tuple[str, ...], vendor: str
) -> str:
    where = " AND ".join(f"{_name(guard, name)} = %s" for name in conditions)
    lock = " FOR UPDATE" if vendor == "postgresql" else ""  # SQLite has one writer anyway
    return insertion_from(model, f"{_table(guard)} WHERE {where}{lock}")


@cache
def _change(
    model: type[Model], values: tuple[str, ...], conditions: tuple[tuple[str, bool], ...]
) -> str:
    changes = ", ".join(f"{_name(model, name)} = %s" for name in values)
    where = " AND ".join(
        f"{_name(model, name)} {'IS NULL' if is_null else '= %s'}" for name, is_null in conditions
    )
    return f"UPDATE {_table(model)} SET {changes} WHERE {where}"  # noqa: S608  our own names


@cache
def _fields(model: type[Model]) -> dict[str, AnyField]:
    """By name, all but a key that the database counts up."""
    counted = ("AutoField", "BigAutoField")
    fields = model._meta.concrete_fields
    return {field.name: field for field in fields if field.get_internal_type() not in counted}


@cache
def _attributes(model: type[Model], columns: tuple[str, ...]) -> list[str]:
    """What these columns are called in Python, in the order of the model's own fields."""
    return [field.attname for field in _columns(model, columns)]


@cache
def _conversions(
    model: type[Model], columns: tuple[str, ...]
) -> list[tuple[int, list[Callable[..., Any]], object]]:
    """How these columns become what the fields hold, where that is another thing."""
    compiler = model._default_manager.all().query.get_compiler(DEFAULT_DB_ALIAS)
    cols = [field.get_col(model._meta.db_table) for field in _columns(model, columns)]
    conversions = compiler.get_converters(cols)
    return [(place, converters, col) for place, (converters, col) in conversions.items()]


def _columns(model: type[Model], columns: tuple[str, ...]) -> list[AnyField]:
    named = {field.column: field for field in model._meta.concrete_fields}
    return [named[column] for column in columns]


def _names(model: type[Model]) -> str:
    return ", ".join(_name(model, name) for name in _fields(model))


def _name(model: type[Model], name: str) -> str:
    _, column = _fields(model)[name].get_attname_column()
    return connection.ops.quote_name(str(column))


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
