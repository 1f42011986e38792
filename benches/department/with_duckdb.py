"""The department's ten norms in DuckDB: with_duckdb.py FOLDER LOG THREADS prints norm,violations,points.

The log is loaded into a table once; everything is in one zone, so timestamps are read as local time.
"""

import sys

import duckdb

folder, log, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = duckdb.connect()
db.execute(f"SET threads = {threads}")
db.execute("SET preserve_insertion_order = false")

columns = {"event_id": "BIGINT", "timestamp": "TIMESTAMP"}
for name in "event actor role team enterprise station fault_id content_id difficulty".split():
    columns[name] = "VARCHAR"
columns |= {"expected": "INTEGER", "received": "INTEGER"}
columns |= {f"f{i}": "VARCHAR" for i in range(1, 9)}
columns["note"] = "VARCHAR"
reader = "read_json" if log.endswith("ndjson") else "read_csv"
db.execute(
    f"CREATE TABLE log AS SELECT * EXCLUDE (note), timestamp AS ts FROM {reader}('{folder}/{log}', columns = {columns})"
)
for table in ("enterprise", "station", "team", "roster", "calendar"):
    db.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/{table}.csv')")

# Each gives the points of its violations. What would only fall due at the year's end or later is pending.
END = "TIMESTAMP '2027-01-01'"
NORMS = {
    "R1": f"""
        WITH due AS (
            SELECT fault_id, ts, if(state_controlled = 1, 30, 40) AS minutes, ts + to_minutes(minutes) AS due
            FROM log JOIN enterprise USING (enterprise) WHERE event = 'alarm')
        SELECT if(minutes = 30, 20, 10) AS points FROM due WHERE due < {END} AND NOT EXISTS (
            FROM log AS act WHERE act.event IN ('arrive', 'inform') AND act.fault_id = due.fault_id
            AND act.ts BETWEEN due.ts AND due.due)""",
    "R2": f"""
        WITH workday AS (
            SELECT date, min(if(working = 1, date, NULL)) OVER (
                ORDER BY date ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next FROM calendar),
        due AS (
            SELECT fault_id, ts, difficulty = 'hard' AS hard,
                if(hard, next + INTERVAL 1 DAY - INTERVAL 1 SECOND, ts + INTERVAL 2 HOUR) AS due
            FROM log JOIN workday ON date = ts::DATE WHERE event = 'fault_open')
        SELECT if(hard, 20, 10) AS points FROM due WHERE due < {END} AND NOT EXISTS (
            FROM log AS act WHERE act.event = 'fault_fixed' AND act.fault_id = due.fault_id
            AND act.ts BETWEEN due.ts AND due.due)""",
    "R3": f"""
        SELECT 2 AS points FROM (
            SELECT event, ts, lead(ts) OVER (PARTITION BY actor ORDER BY event_id) AS next FROM log
            WHERE role = 'operator' AND event IN ('clock_in', 'sign_in', 'clock_out'))
        WHERE event != 'clock_out' AND ts + INTERVAL 30 MINUTE < least(next, {END})""",
    "R4": """
        SELECT 3 AS points FROM roster JOIN calendar ON date BETWEEN valid_from AND valid_to
        WHERE working = 1 AND date < DATE '2027-01-01' AND NOT EXISTS (
            FROM log AS act WHERE act.event = 'check_in' AND act.actor = roster.actor
            AND act.ts BETWEEN date AND date + INTERVAL '8 hours 20 minutes')""",
    "R5": """
        SELECT 5 * (2 - held) AS points FROM (
            SELECT team.team, month, count(event_id) AS held
            FROM team CROSS JOIN range(1, 13) AS months(month)
            LEFT JOIN log ON log.team = team.team AND event = 'training' AND month(ts) = month
            GROUP BY ALL) WHERE held < 2""",
    "R6": """
        SELECT 15 AS points FROM log AS published WHERE event = 'published' AND (
            SELECT count(DISTINCT role) FROM log AS review
            WHERE review.event = 'review_approved' AND review.content_id = published.content_id
            AND review.role IN ('manager', 'director') AND review.actor != published.actor
            AND review.ts <= published.ts) < 2""",
    "R7": """
        SELECT 8 AS points FROM log AS comparison WHERE event = 'comparison' AND NOT EXISTS (
            FROM log AS plan WHERE plan.event = 'plan_filed' AND plan.enterprise = comparison.enterprise
            AND plan.ts BETWEEN comparison.ts - INTERVAL 3 MONTH AND comparison.ts - INTERVAL 1 MONTH)""",
    "R8": f"""
        SELECT 5 AS points FROM (FROM log WHERE event = 'call_missed') AS missed
        ASOF LEFT JOIN (SELECT actor, ts FROM log WHERE event = 'call_back') AS back
        ON back.actor = missed.actor AND back.ts >= missed.ts
        WHERE missed.ts + INTERVAL 20 MINUTE < least(back.ts, {END})""",
    "R9": """
        SELECT wrong AS points FROM (
            SELECT 8 - """
    + " - ".join(
        f"coalesce(try_cast(f{i} AS DECIMAL(18, 4)) BETWEEN {low} AND {high}, false)::INT"
        for i, (low, high) in enumerate([(6, 9), (0, 40), (0, 500), (0, 45), (0, 10000), (0, 200), (0, 300)], 1)
    )
    + """ - coalesce(f8 IN ('N', 'D', 'M', 'C'), false)::INT AS wrong FROM log WHERE event = 'record') WHERE wrong > 0""",
    "R10": """
        SELECT 10 AS points FROM (
            SELECT station, month(ts) AS month, sum(received) AS received, sum(expected) AS expected
            FROM log WHERE event = 'report_submitted' GROUP BY ALL)
        WHERE received * 10 < expected * 8""",
}
for norm, query in NORMS.items():
    count, points = db.execute(f"SELECT count(*), coalesce(sum(points), 0) FROM ({query})").fetchone()
    print(f"{norm},{count},{points}")
