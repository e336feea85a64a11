SELECT upper_value, lower_value, unit, "upper", "lower", lower_place, id, text, lower_id, lower_text, certainty
FROM (
  SELECT DISTINCT a.upper_value, a.lower_value, a.unit, u.title AS "upper", w.title AS "lower", w.jurisdiction AS lower_place, m.id, m.text,
         n.id AS lower_id, n.text AS lower_text, m.place, n.place AS below,
         CASE WHEN coalesce(k.likely, FALSE) THEN 'likely' ELSE 'certain' END AS certainty
  FROM shared_amount a
  JOIN link k ON k.id = a.link
  JOIN cascade c ON c.id = k.cascade
  JOIN plan u ON u.id = c.upper_plan
  JOIN plan w ON w.id = c.lower_plan
  JOIN measure m ON m.id = k.upper_measure
  JOIN measure n ON n.id = k.lower_measure
  WHERE TRUE
    AND (regexp_matches(translate(u.title, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(w.title, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(m.text, concat($blanks, '_{}^'), ''), $words) OR regexp_matches(translate(n.text, concat($blanks, '_{}^'), ''), $words))
) found
ORDER BY "upper", place, id, unit, upper_value, "lower", below, lower_id, lower_value
