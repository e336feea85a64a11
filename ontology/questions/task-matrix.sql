WITH wanted AS (
  SELECT DISTINCT id FROM task WHERE regexp_matches(translate(title, concat($blanks, '_{}^'), ''), $task)
),
held AS (
  SELECT DISTINCT m.task, m.id, d.body, d.role
  FROM measure m
  JOIN duty d ON d.measure = m.id AND d.file = m.file
  WHERE m.task IN (SELECT id FROM wanted)
),
counted AS (
  SELECT task, body, sum(CASE WHEN role = 'lead' THEN 1 ELSE 0 END) AS led,
         sum(CASE WHEN role = 'responsible' THEN 1 ELSE 0 END) AS answered,
         sum(CASE WHEN role = 'support' THEN 1 ELSE 0 END) AS helped, count(DISTINCT id) AS measures
  FROM held
  GROUP BY task, body
)
SELECT min(t.number) AS task_no, min(t.title) AS task, n.name AS agency, c.led AS "lead", c.answered AS responsible,
       c.helped AS support, c.measures AS "count", min(p.title) AS plan, min(p.annex) AS annex
FROM counted c
JOIN body_name n ON n.id = c.body
JOIN task t ON t.id = c.task
JOIN plan p ON p.id = t.plan AND p.file = t.file
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY c.task, c.body, n.name, c.led, c.answered, c.helped, c.measures
ORDER BY min(t.file), min(t.start_offset), c.measures DESC, n.name, c.body
