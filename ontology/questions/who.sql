WITH mentioned AS (
  SELECT m.file, m.id, regexp_matches(translate(m.text, concat($blanks, '_{}^'), ''), $words) AS in_text,
         coalesce(regexp_matches(translate(t.title, concat($blanks, '_{}^'), ''), $words), FALSE) AS in_task
  FROM measure m
  LEFT JOIN task t ON t.id = m.task AND t.file = m.file
),
wanted AS (
  SELECT DISTINCT id, CASE WHEN in_text THEN 'text' ELSE 'task' END AS found
  FROM mentioned
  WHERE in_text OR (in_task AND $where = 'task')
),
held AS (
  SELECT d.measure, d.role, concat(CAST(d.position AS STRING), ':', b.name) AS item
  FROM duty d
  JOIN body b ON b.id = d.body AND b.file = d.file
  WHERE d.measure IN (SELECT id FROM wanted)
),
bodies AS (
  SELECT measure, string_agg(DISTINCT CASE WHEN role = 'lead' THEN item END, chr(10)) AS led,
         string_agg(DISTINCT CASE WHEN role = 'responsible' THEN item END, chr(10)) AS answered,
         string_agg(DISTINCT CASE WHEN role = 'support' THEN item END, chr(10)) AS helped,
         string_agg(DISTINCT CASE WHEN role IN ('guide', 'supervise') THEN item END, chr(10)) AS others
  FROM held
  GROUP BY measure
)
SELECT w.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, min(l.deadline) AS deadline, min(b.led) AS "lead", min(b.answered) AS responsible,
       min(b.helped) AS support, min(b.others) AS other, w.found,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM wanted w
JOIN measure_line l ON l.id = w.id
LEFT JOIN bodies b ON b.measure = w.id
WHERE TRUE
  AND l.plan IN ($plan)
GROUP BY w.id, w.found
ORDER BY min(l.file), min(l.start_offset), w.id
