WITH compared AS (
  SELECT l.file, l.id, l.plan_title, l.annex, l.task_no, l.task, l.text, d.raw AS deadline, t.id AS said, t.raw AS in_text,
         t.end_date, t.start_offset, t.locator,
         CASE WHEN d.end_date IS NULL THEN 'no-date' WHEN t.end_date > d.end_date THEN 'later' ELSE 'earlier' END AS state
  FROM deadline t
  JOIN measure_line l ON l.id = t.measure AND l.file = t.file
  JOIN deadline d ON d.measure = l.id AND d.file = l.file AND d.origin = 'Deadline'
  WHERE t.origin = 'TextDate' AND t.kind IN ('by-date', 'staged') AND t.end_date IS NOT NULL
    AND (d.end_date IS NULL OR d.end_date <> t.end_date)
    AND l.plan IN ($plan)
)
SELECT id, min(plan_title) AS plan, min(annex) AS annex, min(task_no) AS task_no, min(task) AS task, min(text) AS text,
       min(deadline) AS deadline, min(in_text) AS in_text, end_date AS "date", state,
       string_agg(DISTINCT concat(file, ' ', locator), chr(10)) AS source
FROM compared
GROUP BY id, said, end_date, state
ORDER BY min(file), min(start_offset), said
