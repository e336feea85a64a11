WITH shared AS (
  SELECT x.measure, x.role AS role_a, y.role AS role_b
  FROM duty x
  JOIN duty y ON y.measure = x.measure
  WHERE x.body = $body
    AND y.body = $other
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, string_agg(DISTINCT s.role_a, chr(10)) AS roles_a, string_agg(DISTINCT s.role_b, chr(10)) AS roles_b,
       min(l.deadline) AS deadline, string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM shared s
JOIN measure_line l ON l.id = s.measure
WHERE TRUE
  AND l.plan IN ($plan)
GROUP BY l.id
ORDER BY min(l.file), min(l.start_offset), l.id
