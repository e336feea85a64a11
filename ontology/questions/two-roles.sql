WITH twice AS (
  SELECT x.measure, x.body, x.role
  FROM duty x
  JOIN duty y ON y.measure = x.measure AND y.body = x.body AND y.role = 'support'
  WHERE x.role IN ('lead', 'responsible')
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, min(n.name) AS agency,
       string_agg(DISTINCT concat(w.role, chr(10), 'support'), chr(10)) AS roles,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM twice w
JOIN measure_line l ON l.id = w.measure
JOIN body_name n ON n.id = w.body
WHERE TRUE
  AND l.plan IN ($plan)
GROUP BY l.id, w.body
ORDER BY min(l.file), min(l.start_offset), w.body
