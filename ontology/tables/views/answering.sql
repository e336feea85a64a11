-- The role that answers for a measure: lead where a body leads it, responsible where none does, whatever its plan says elsewhere.
SELECT measure, file, CASE WHEN max(CASE WHEN role = 'lead' THEN 1 ELSE 0 END) = 1 THEN 'lead' ELSE 'responsible' END AS role
FROM duty
WHERE role IN ('lead', 'responsible')
GROUP BY measure, file
