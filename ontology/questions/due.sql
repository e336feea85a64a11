-- within: the documents of $body
WITH begun AS (
  SELECT CAST(NULL AS STRING) AS first
  UNION ALL SELECT CAST($from AS STRING)
),
dated AS (
  SELECT m.id, d.end_date, d.start_date, d.kind, min(m.text) AS text, min(d.raw) AS raw, min(p.title) AS plan_title,
         min(p.annex) AS annex, min(m.file) AS from_file, min(m.start_offset) AS from_start,
         string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
  FROM deadline d
  JOIN measure m ON m.id = d.measure AND m.file = d.file
  JOIN plan p ON p.id = m.plan AND p.file = m.file
  WHERE d.end_date IS NOT NULL
    AND p.id IN ($plan)
    AND d.end_date >= $from
    AND NOT (d.origin = 'TextDate' AND EXISTS (
      SELECT 1 FROM deadline o WHERE o.measure = d.measure AND o.file = d.file AND o.origin = 'Deadline' AND o.end_date = d.end_date
    ))
    AND (d.end_date <= $to OR (d.start_date <= $to AND (SELECT max(first) FROM begun) IS NOT NULL))
  GROUP BY m.id, d.end_date, d.start_date, d.kind
),
held AS (
  SELECT measure, body, role, min(position) AS position
  FROM duty
  WHERE TRUE
    AND body = $body
    AND role = $role
  GROUP BY measure, body, role
)
SELECT t.end_date AS "date", t.start_date AS "start", t.kind, n.name AS agency, h.role, t.text, t.raw AS deadline, t.id,
       t.plan_title AS plan, t.annex, t.source
FROM dated t
JOIN held h ON h.measure = t.id
JOIN body_name n ON n.id = h.body
ORDER BY t.end_date, t.from_file, t.from_start, h.position, h.role, h.body, t.kind, t.start_date NULLS FIRST
