-- within: the documents of $body
WITH own AS (
  SELECT file, measure, role, position, CAST(NULL AS STRING) AS via, CAST(NULL AS STRING) AS certainty
  FROM duty
  WHERE body = $body
  UNION ALL
  SELECT e.file, e.measure, e.role, g.position, b.name, e.certainty
  FROM expanded_duty e
  JOIN duty g ON g.id = e.duty AND g.file = e.file
  JOIN body b ON b.id = g.body AND b.file = g.file
  WHERE e.body = $body
    AND ($groups = 'possible' OR ($groups = 'certain' AND e.certainty = 'certain'))
),
whole AS (
  SELECT d.measure, d.role, d.body, d.position, b.name, CASE WHEN d.open_ended THEN 1 ELSE 0 END AS open_ended
  FROM duty d
  JOIN body b ON b.id = d.body AND b.file = d.file
  WHERE d.measure IN (SELECT measure FROM own)
),
beside AS (
  SELECT measure, role, count(DISTINCT body) AS holders, max(open_ended) AS goes_on, min(position) AS top,
         string_agg(DISTINCT CASE WHEN body = $body THEN NULL ELSE concat(CAST(position AS STRING), ':', name) END, chr(10)) AS others
  FROM whole
  GROUP BY measure, role
),
helpers AS (
  SELECT measure, string_agg(DISTINCT concat(CAST(position AS STRING), ':', name), chr(10)) AS names
  FROM whole
  WHERE role = 'support'
  GROUP BY measure
),
held AS (
  SELECT l.file, l.id, l.plan_title, l.annex, l.task_no, l.task, l.text, l.deadline, l.start_offset, l.locator,
         o.role, o.position, o.via, o.certainty, b.others, h.names,
         o.certainty IS NULL AND o.position = b.top AS is_first, o.certainty IS NULL AND b.holders = 1 AND b.goes_on = 0 AS is_sole
  FROM own o
  JOIN measure_line l ON l.id = o.measure AND l.file = o.file
  LEFT JOIN beside b ON b.measure = o.measure AND b.role = o.role
  LEFT JOIN helpers h ON h.measure = o.measure
  WHERE o.role = 'responsible'
    AND l.plan IN ($plan)
)
SELECT id, min(plan_title) AS plan, min(annex) AS annex, min(task_no) AS task_no, min(task) AS task, min(text) AS text,
       role, min(position) AS position, is_first AS "first", is_sole AS sole, min(deadline) AS deadline, via, certainty,
       min(others) AS "with", min(names) AS support,
       string_agg(DISTINCT concat(file, ' ', locator), chr(10)) AS source
FROM held
GROUP BY id, role, is_first, is_sole, via, certainty
ORDER BY min(file), min(start_offset), role, via NULLS FIRST
