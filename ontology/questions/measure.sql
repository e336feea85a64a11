WITH said AS (
  SELECT file, id AS measure, '' AS role, CAST(NULL AS STRING) AS role_raw, CAST(NULL AS STRING) AS body,
         CAST(NULL AS STRING) AS mention, 0 AS position, CAST(NULL AS STRING) AS basis, CAST(NULL AS STRING) AS resolution,
         start_offset, end_offset
  FROM measure
  WHERE id = $id
  UNION ALL
  SELECT file, measure, role, role_raw, body, mention, position, basis, resolution, start_offset, end_offset
  FROM duty
  WHERE measure = $id
)
SELECT DISTINCT l.text, s.role, s.role_raw, b.name AS agency, s.mention, s.position, s.basis, s.resolution, v.quote, s.file,
       v.locator, v.start_offset AS "start", v.end_offset AS "end", l.plan_title AS plan, l.annex, l.task_no, l.task,
       l.deadline, l.id
FROM said s
JOIN measure_line l ON l.id = s.measure AND l.file = s.file
JOIN evidence v ON v.file = s.file AND v.start_offset = s.start_offset AND v.end_offset = s.end_offset
LEFT JOIN body b ON b.id = s.body AND b.file = s.file
ORDER BY s.file, s.position, "start", s.role
