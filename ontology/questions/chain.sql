WITH dated AS (
  SELECT p.id, min(p.title) AS title, min(p.jurisdiction) AS place, min(CAST(coalesce(p.issued, q.issued) AS STRING)) AS issued
  FROM plan p
  LEFT JOIN plan q ON q.id = p.part_of AND q.file = p.file
  GROUP BY p.id
)
SELECT c.id, min(u.title) AS "upper", min(u.place) AS upper_place, min(u.issued) AS upper_issued, min(w.title) AS "lower",
       min(w.place) AS lower_place, min(w.issued) AS lower_issued, count(DISTINCT m.id) AS measures,
       count(DISTINCT k.upper_measure) AS taken_up, min(CASE WHEN coalesce(c.likely, FALSE) THEN 'likely' ELSE 'certain' END) AS certainty,
       min(c.basis) AS basis
FROM cascade c
JOIN dated u ON u.id = c.upper_plan
JOIN dated w ON w.id = c.lower_plan
JOIN measure m ON m.plan = c.upper_plan
LEFT JOIN link k ON k.cascade = c.id AND k.upper_measure = m.id
WHERE TRUE
  AND (regexp_matches(translate(u.title, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(w.title, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(m.text, concat($blanks, '_{}^'), ''), $words))
GROUP BY c.id
ORDER BY "upper", "lower", c.id
