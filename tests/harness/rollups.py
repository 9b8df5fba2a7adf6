"""The views on rollups, compared with a recount of the events."""

from typing import Any

# Each query compares a view with a recount in one statement, so both see the same snapshot.
COMPARISONS = {
    "daily_activity": """
        (select day, event_name, events, clients from {t}.daily_activity)
        except all
        (select date_trunc('day', created_at, 'UTC')::date, event_name, count(*),
                count(distinct client_id)
         from {t}__store.events group by 1, 2)""",
    "daily_activity, the other way": """
        (select date_trunc('day', created_at, 'UTC')::date, event_name, count(*),
                count(distinct client_id)
         from {t}__store.events group by 1, 2)
        except all
        (select day, event_name, events, clients from {t}.daily_activity)""",
    "active_clients": """
        (select period, starts_on, clients, events from {t}.active_clients)
        except all
        (select p, date_trunc(p, created_at, 'UTC')::date, count(distinct client_id), count(*)
         from {t}__store.events cross join unnest(array['day', 'week', 'month']) as p
         group by 1, 2)""",
    "active_clients, the other way": """
        (select p, date_trunc(p, created_at, 'UTC')::date, count(distinct client_id), count(*)
         from {t}__store.events cross join unnest(array['day', 'week', 'month']) as p
         group by 1, 2)
        except all
        (select period, starts_on, clients, events from {t}.active_clients)""",
    "client_months": """
        (select client_id, month from {t}.client_months)
        except all
        (select distinct client_id, date_trunc('month', created_at, 'UTC')::date
         from {t}__store.events where client_id is not null)""",
    "client_months, the other way": """
        (select distinct client_id, date_trunc('month', created_at, 'UTC')::date
         from {t}__store.events where client_id is not null)
        except all
        (select client_id, month from {t}.client_months)""",
    "event_catalog": """
        (select event_name, events, first_seen, last_seen from {t}.event_catalog)
        except all
        (select event_name, count(*), min(created_at), max(created_at)
         from {t}__store.events group by 1)""",
    "property_catalog": """
        (select event_name, property, events, first_seen, last_seen, strings, numbers
         from {t}.property_catalog)
        except all
        (select event_name, k.key, count(*), min(created_at), max(created_at),
            count(*) filter (where jsonb_typeof(k.value) = 'string'),
            count(*) filter (where jsonb_typeof(k.value) = 'number')
         from {t}__store.events cross join jsonb_each(properties) as k group by 1, 2)""",
    "property_catalog, the other way": """
        (select event_name, k.key, count(*)
         from {t}__store.events cross join jsonb_each(properties) as k group by 1, 2)
        except all
        (select event_name, property, events from {t}.property_catalog)""",
}

# A metric that the comparison below knows. Tenants without it have no such view.
METRIC = "purchase_totals"
METRIC_DEFINITION = {
    "event": "purchase",
    "number": "price",
    "measures": ["sum"],
    "by": ["plan"],
}
METRIC_COMPARISON = """
    with
        shown as (select day, plan, events, numbers, sum from {t}.purchase_totals),
        counted as (
            select
                date_trunc('day', created_at, 'UTC')::date,
                properties ->> 'plan',
                count(*),
                count(*) filter (where jsonb_typeof(properties -> 'price') = 'number'),
                sum((properties ->> 'price')::numeric)
                    filter (where jsonb_typeof(properties -> 'price') = 'number')
            from {t}__store.events where event_name = 'purchase' group by 1, 2
        )
    (select 'shown', * from shown except all select 'shown', * from counted)
    union all
    (select 'counted', * from counted except all select 'counted', * from shown)
"""


def differences(conn: Any, tenant: str) -> dict[str, list[Any]]:
    """Return the rows in which a view and a recount differ, by the name of the comparison.

    The result is empty where all views are right.
    """
    found = {}
    comparisons = dict(COMPARISONS)
    row = conn.execute("select to_regclass(%s) as view", (f"{tenant}.{METRIC}",)).fetchone()
    if row["view"]:
        comparisons[METRIC] = METRIC_COMPARISON
    for name, query in comparisons.items():
        rows = conn.execute(query.format(t=tenant)).fetchall()
        if rows:
            found[name] = rows
    return found
