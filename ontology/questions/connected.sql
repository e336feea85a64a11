WITH held AS (
  SELECT DISTINCT measure, body
  FROM duty
  WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND body <> $without
),
counted AS (
  SELECT x.body, count(DISTINCT y.body) AS partners, count(DISTINCT x.measure) AS measures
  FROM held x
  JOIN held y ON y.measure = x.measure AND y.body <> x.body
  GROUP BY x.body
)
SELECT n.name AS agency, c.partners, c.measures, c.body AS agency_id
FROM counted c
JOIN body_name n ON n.id = c.body
ORDER BY c.partners DESC, c.measures DESC, n.name, c.body
LIMIT $top
