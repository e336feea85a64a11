-- within: the documents of $body
WITH counted AS (
  SELECT x.role AS own_role, y.body, y.role, count(DISTINCT x.measure) AS measures
  FROM duty x
  JOIN duty y ON y.measure = x.measure AND y.body <> x.body
  WHERE x.body = $body
    AND x.measure IN (SELECT id FROM measure WHERE plan IN ($plan))
  GROUP BY x.role, y.body, y.role
)
SELECT c.own_role, n.name AS agency, c.role, c.measures AS "count", c.body AS agency_id
FROM counted c
JOIN body_name n ON n.id = c.body
ORDER BY c.measures DESC, c.own_role, c.role, n.name, c.body
