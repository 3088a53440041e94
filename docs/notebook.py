"""What the warehouse holds, as a notebook: `marimo edit docs/notebook.py`, or `marimo run` to read it only.

Needs `pip install marimo altair`. It reads the published snapshot of the folder that LAURELWIRE_DATA
names, `var` where it names none, which no run locks.
"""

import marimo

app = marimo.App(app_title="Laurelwire")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    snapshot = Path(os.environ.get("LAURELWIRE_DATA", "var")) / "published" / "laurelwire.duckdb"
    warehouse = duckdb.connect(str(snapshot), read_only=True)

    def ask(sql):
        """Return the rows of a query, each with the names of its columns."""
        found = warehouse.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return alt, ask, mo


@app.cell
def _(ask, mo):
    (known,) = ask("""
        SELECT count(*) FILTER (kind = 'award') AS awards, count(*) FILTER (kind = 'breakthrough') AS breakthroughs,
               count(DISTINCT venue) AS venues, max(first_seen_at)::DATE AS latest
        FROM events WHERE announce AND status <> 'retracted'
    """)
    mo.md(
        f"# Awards and breakthroughs\n\n{known['awards']} awards and {known['breakthroughs']} breakthroughs are known, "
        f"of {known['venues']} venues; the latest was seen on {known['latest']}."
    )
    return (known,)


@app.cell
def _(ask, mo):
    newest = ask("""
        SELECT first_seen_at::DATE AS seen, award_name AS award, venue, array_to_string(recipients, ', ') AS winners,
               work_title AS work, evidence AS proof
        FROM awards WHERE announce AND status <> 'retracted' ORDER BY first_seen_at DESC, event_id LIMIT 20
    """)
    mo.vstack(
        [
            mo.md("## The newest awards, each with the words that prove it"),
            mo.ui.table(newest, selection=None),
        ]
    )
    return (newest,)


@app.cell
def _(alt, ask, mo):
    by_week = ask("""
        SELECT strftime(date_trunc('week', coalesce(published_at, first_seen_at)), '%Y-%m-%d') AS week, kind, count(*) AS events
        FROM events WHERE announce AND status <> 'retracted' GROUP BY ALL ORDER BY ALL
    """)
    weeks = (
        alt.Chart(alt.Data(values=by_week), title="Events told, by week of their first report")
        .mark_bar()
        .encode(
            x=alt.X("week:O", title="week that begins on", axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("events:Q", title="events"),
            color=alt.Color("kind:N", title=None),
            tooltip=["week:O", "kind:N", "events:Q"],
        )
        .properties(width=480, height=240)
    )
    mo.vstack([mo.md("## When"), weeks])
    return by_week, weeks


@app.cell
def _(alt, ask, mo):
    firsts = ask("""
        SELECT a.source, CASE WHEN a.article_id = e.article_id THEN 'first' ELSE 'later' END AS told, count(*) AS events,
               round(avg(date_diff('minute', first.published_at, a.published_at) / 60.0), 1) AS hours_after
        FROM (SELECT DISTINCT event_id, article_id FROM mentions WHERE announce) AS m
        JOIN articles AS a USING (article_id)
        JOIN events AS e USING (event_id)
        JOIN articles AS first ON first.article_id = e.article_id
        GROUP BY ALL ORDER BY ALL
    """)
    sources = (
        alt.Chart(
            alt.Data(values=firsts),
            title="Reports of events by source: the first there was, and later ones",
        )
        .mark_bar()
        .encode(
            x=alt.X("events:Q", title="events told"),
            y=alt.Y("source:N", title=None, sort="-x"),
            color=alt.Color("told:N", title=None),
            tooltip=["source:N", "told:N", "events:Q", "hours_after:Q"],
        )
        .properties(width=480, height={"step": 28})
    )
    mo.vstack([mo.md("## Who told it"), sources])
    return firsts, sources


@app.cell
def _(ask, mo):
    found = ask(
        "SELECT published_at::DATE AS published, source, title, snippet FROM search('award', most := 10)"
    )
    mo.vstack(
        [
            mo.md("## `FROM search('award')`, in Chinese and English"),
            mo.ui.table(found, selection=None),
        ]
    )
    return (found,)


if __name__ == "__main__":
    app.run()
