WITH held AS (
  SELECT DISTINCT measure, body, role
  FROM duty
  WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
),
counted AS (
  SELECT measure, count(DISTINCT body) AS bodies, sum(CASE WHEN role = 'lead' THEN 1 ELSE 0 END) AS led,
         sum(CASE WHEN role = 'responsible' THEN 1 ELSE 0 END) AS answered,
         sum(CASE WHEN role = 'support' THEN 1 ELSE 0 END) AS helped
  FROM held
  GROUP BY measure
),
placed AS (
  SELECT c.measure, c.bodies, c.led, c.answered, c.helped, min(m.file) AS file, min(m.start_offset) AS start_offset
  FROM counted c
  JOIN measure m ON m.id = c.measure
  GROUP BY c.measure, c.bodies, c.led, c.answered, c.helped
  ORDER BY c.bodies DESC, min(m.file), min(m.start_offset)
  LIMIT $top
)
SELECT l.id, min(l.plan_title) AS plan, min(l.annex) AS annex, min(l.task_no) AS task_no, min(l.task) AS task,
       min(l.text) AS text, p.bodies, p.led AS "lead", p.answered AS responsible, p.helped AS support,
       string_agg(DISTINCT concat(l.file, ' ', l.locator), chr(10)) AS source
FROM placed p
JOIN measure_line l ON l.id = p.measure
GROUP BY l.id, p.bodies, p.led, p.answered, p.helped
ORDER BY p.bodies DESC, min(l.file), min(l.start_offset)
