WITH held AS (
  SELECT DISTINCT measure, body
  FROM duty
  WHERE TRUE
    AND measure IN (SELECT id FROM measure WHERE plan IN ($plan))
    AND role = $role
),
counted AS (
  SELECT x.body AS x, y.body AS y, count(*) AS measures
  FROM held x
  JOIN held y ON y.measure = x.measure AND x.body < y.body
  GROUP BY x.body, y.body
),
named AS (
  SELECT c.x, c.y, c.measures, n.name AS name_x, o.name AS name_y, n.name <= o.name AS in_order
  FROM counted c
  JOIN body_name n ON n.id = c.x
  JOIN body_name o ON o.id = c.y
)
SELECT CASE WHEN in_order THEN name_x ELSE name_y END AS a, CASE WHEN in_order THEN name_y ELSE name_x END AS b,
       measures AS "count", CASE WHEN in_order THEN x ELSE y END AS a_id, CASE WHEN in_order THEN y ELSE x END AS b_id
FROM named
ORDER BY measures DESC, a, b, a_id
LIMIT $top
