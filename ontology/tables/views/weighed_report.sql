-- The reports of a state, each with how far the state goes: what is told of two reports of one day saved at one time is the lesser.
SELECT r.*, CASE status WHEN 'late' THEN 0 WHEN 'not-started' THEN 1 WHEN 'on-the-way' THEN 2 WHEN 'changed' THEN 3 ELSE 4 END AS advance
FROM report r
WHERE measure IS NOT NULL AND status IS NOT NULL
