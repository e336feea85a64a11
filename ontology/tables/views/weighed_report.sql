-- The reports of measures, each with how far its state goes: what is told of two reports of one day saved at one time is the lesser.
-- One that tells no state but only words counts after all that tell one.
SELECT r.*, status IS NULL AS stateless,
       CASE status WHEN 'late' THEN 0 WHEN 'not-started' THEN 1 WHEN 'on-the-way' THEN 2 WHEN 'changed' THEN 3 ELSE 4 END AS advance
FROM report r
WHERE measure IS NOT NULL
