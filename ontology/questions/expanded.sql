-- within: the documents of $body
WITH held AS (
  SELECT measure, role, 'as-written' AS certainty, CAST(NULL AS STRING) AS via
  FROM duty
  WHERE body = $body
  UNION ALL
  SELECT e.measure, e.role, e.certainty, b.name
  FROM expanded_duty e
  JOIN duty g ON g.id = e.duty AND g.file = e.file
  JOIN body b ON b.id = g.body AND b.file = g.file
  WHERE e.body = $body
)
SELECT certainty, role, count(DISTINCT measure) AS "count", string_agg(DISTINCT via, chr(10)) AS via
FROM held
WHERE TRUE
  AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
GROUP BY certainty, role
ORDER BY certainty, role
