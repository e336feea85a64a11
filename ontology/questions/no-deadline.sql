WITH said AS (
  SELECT DISTINCT measure FROM deadline WHERE origin = 'TextDate'
), lacking AS (
  SELECT m.file, m.id,
         CASE WHEN coalesce(d.inherited, FALSE) THEN 'inherited' WHEN m.id IN (SELECT measure FROM said) THEN 'in-text' ELSE 'empty' END AS state
  FROM measure m
  LEFT JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
  WHERE d.id IS NULL OR (d.kind = 'none' AND coalesce(d.raw, '') = '') OR d.inherited
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, k.state, min(l.deadline) AS deadline,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM lacking k
JOIN measure_line l ON l.id = k.id AND l.file = k.file
WHERE TRUE
  AND l.plan IN ($plan)
GROUP BY l.id, k.state
ORDER BY k.state, min(l.file), min(l.start_offset)
