-- within: the documents of $body
WITH printed AS (
  SELECT file, measure, raw, CASE WHEN kind IN ('by-date', 'interval', 'staged') THEN 'no-year' WHEN kind = 'none' THEN 'not-read' ELSE kind END AS state
  FROM deadline
  WHERE origin = 'Deadline' AND translate(raw, $blanks, '') <> ''
    AND measure NOT IN (SELECT measure FROM deadline WHERE end_date IS NOT NULL)
)
SELECT m.id, min(p.title) AS plan, min(p.annex) AS annex, min(m.text) AS text, d.state, min(d.raw) AS deadline,
       string_agg(DISTINCT concat(m.file, ' ', m.locator), chr(10)) AS source
FROM printed d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN plan p ON p.id = m.plan AND p.file = m.file
WHERE TRUE
  AND m.plan IN ($plan)
  AND d.state = $state
  AND m.id IN (SELECT measure FROM duty WHERE body = $body)
GROUP BY m.id, d.state
ORDER BY d.state, min(m.file), min(m.start_offset), m.id
