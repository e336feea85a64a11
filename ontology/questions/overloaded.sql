WITH counted AS (
  SELECT body, count(DISTINCT measure) AS measures
  FROM duty
  WHERE body IN (SELECT id FROM body WHERE class = 'Agency')
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND role = $role
  GROUP BY body
),
totals AS (
  SELECT count(*) AS bodies, sum(measures) AS whole, sum(measures * measures) AS squares FROM counted
)
SELECT n.name AS agency, c.measures AS "count", 1.0 * t.whole / t.bodies AS mean, c.body AS agency_id
FROM counted c
CROSS JOIN totals t
JOIN body_name n ON n.id = c.body
WHERE c.measures * t.bodies > t.whole
  AND (c.measures * t.bodies - t.whole) * (c.measures * t.bodies - t.whole) > 4 * (t.squares * t.bodies - t.whole * t.whole)
ORDER BY c.measures DESC, n.name, c.body
