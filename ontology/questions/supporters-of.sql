-- within: the documents of $body
WITH counted AS (
  SELECT y.body, count(DISTINCT x.measure) AS measures
  FROM duty x
  JOIN duty y ON y.measure = x.measure AND y.body <> x.body AND y.role = 'support'
  WHERE x.role IN ('lead', 'responsible')
    AND x.body = $body
    AND x.measure IN (SELECT id FROM measure WHERE plan IN ($plan))
  GROUP BY y.body
)
SELECT n.name AS agency, n.kind, c.measures AS "count", c.body AS agency_id
FROM counted c
JOIN body_name n ON n.id = c.body
ORDER BY c.measures DESC, n.name, c.body
