WITH counted AS (
  SELECT body, count(DISTINCT measure) AS measures
  FROM duty
  WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND role = $role
  GROUP BY body
),
spelled AS (
  SELECT body, string_agg(DISTINCT label, chr(10)) AS labels FROM spelling GROUP BY body
)
SELECT n.name AS agency, n.kind, c.measures AS "count", s.labels AS printed, c.body AS agency_id
FROM counted c
JOIN body_name n ON n.id = c.body
LEFT JOIN spelled s ON s.body = c.body
ORDER BY c.measures DESC, n.name, c.body
LIMIT $top
