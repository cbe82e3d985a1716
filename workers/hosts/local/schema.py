"""The tables of the local state."""

VERSION = 2

_SILENCES = "create table silences (id text primary key, body blob not null, expired_at integer) without rowid;"

SCHEMA = f"""
create table meta (key text primary key, value blob not null) without rowid;
create table places (file text primary key, place blob not null) without rowid;
create table states (watch_id text primary key, state blob not null) without rowid;
create table changes (
    n integer primary key autoincrement, alert_id text not null, sequence integer not null, watch_id text not null,
    changed_at integer not null, body blob not null, unique (alert_id, sequence)
);
create index changes_by_time on changes (changed_at);
create table outbox (
    subscription text not null, alert_id text not null, body blob not null, primary key (subscription, alert_id)
) without rowid;
create table deliveries (
    n integer primary key autoincrement, at integer not null, alert_id text not null, sequence integer not null,
    subscription text not null, body blob not null
);
create index deliveries_by_alert on deliveries (alert_id, sequence);
create table articles (
    n integer primary key, id text not null unique, at integer not null, body blob not null
);
create index articles_by_time on articles (at);
create table mentions (
    watch_id text not null, at integer not null, article_id text not null, late integer not null, body blob not null,
    primary key (watch_id, at, article_id)
) without rowid;
create table unknown (first integer not null, end integer not null, primary key (first, end)) without rowid;
create table rejects (
    n integer primary key autoincrement, at integer not null, input text not null, line integer not null,
    name text not null, reason text not null, detail text not null, size integer not null, value blob not null
);
{_SILENCES}
"""
"""Times are Unix seconds of event time; those of deliveries and silences are the host's. Unknown slots are
Unix time // 300."""

UPGRADES = {1: _SILENCES}
"""What makes the next version of each."""

_KNOWN = "(select alert_id from main.changes)"
_LEARNT = "(select alert_id from other.changes where watch_id = :watch)"
_DELIVERY = "at, alert_id, sequence, subscription, body"
_CHANGE = "alert_id, sequence, watch_id, changed_at, body"
ADOPT = (
    "insert or ignore into mentions select * from other.mentions where watch_id = :watch",
    (
        f"insert into deliveries ({_DELIVERY}) select {_DELIVERY} from other.deliveries "
        f"where alert_id in {_LEARNT} and alert_id not in {_KNOWN} order by n"
    ),
    (
        f"insert into changes ({_CHANGE}) select {_CHANGE} from other.changes "
        f"where watch_id = :watch and alert_id not in {_KNOWN} order by n"
    ),
)
"""Take over what another state, attached as ``other``, holds of a watch. Alerts known here stay as they are."""
