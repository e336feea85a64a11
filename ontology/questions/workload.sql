-- within: the documents of $body
WITH own AS (
  SELECT DISTINCT measure, role FROM duty WHERE body = $body
),
shared AS (
  SELECT o.measure, o.role,
         min(CASE WHEN d.body = $body THEN d.position END) AS best, min(d.position) AS top, count(DISTINCT d.body) AS holders,
         max(CASE WHEN d.open_ended THEN 1 ELSE 0 END) AS goes_on
  FROM own o
  JOIN duty d ON d.measure = o.measure AND d.role = o.role
  GROUP BY o.measure, o.role
),
placed AS (
  SELECT DISTINCT m.plan, s.measure, s.role, s.best = s.top AS is_first, s.holders = 1 AND s.goes_on = 0 AS is_sole,
         s.role = a.role AS is_principal
  FROM shared s
  JOIN measure m ON m.id = s.measure
  LEFT JOIN answering a ON a.measure = m.id AND a.file = m.file
),
counted AS (
  SELECT plan, sum(CASE WHEN role = 'lead' THEN 1 ELSE 0 END) AS lead_count,
         sum(CASE WHEN role = 'responsible' THEN 1 ELSE 0 END) AS responsible_count,
         sum(CASE WHEN role = 'support' THEN 1 ELSE 0 END) AS support_count,
         sum(CASE WHEN role = 'guide' THEN 1 ELSE 0 END) AS guide_count,
         sum(CASE WHEN role = 'supervise' THEN 1 ELSE 0 END) AS supervise_count,
         sum(CASE WHEN is_principal AND is_first THEN 1 ELSE 0 END) AS first_count,
         sum(CASE WHEN is_principal AND is_sole THEN 1 ELSE 0 END) AS sole_count,
         count(DISTINCT measure) AS measure_count
  FROM placed
  GROUP BY plan
)
SELECT (SELECT name FROM body_name WHERE id = $body) AS agency, min(p.title) AS plan, min(p.annex) AS annex,
       c.lead_count AS "lead", c.responsible_count AS responsible, c.support_count AS support, c.guide_count AS guide,
       c.supervise_count AS supervise, c.first_count AS "first", c.sole_count AS sole, c.measure_count AS "count"
FROM counted c
JOIN plan p ON p.id = c.plan
WHERE TRUE
  AND p.id IN ($plan)
GROUP BY c.plan, c.lead_count, c.responsible_count, c.support_count, c.guide_count, c.supervise_count, c.first_count,
         c.sole_count, c.measure_count
ORDER BY min(p.file), min(p.start_offset)
