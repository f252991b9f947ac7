SELECT province, CAST(substr(validFrom, 2, 4) AS INTEGER) AS year, count(*) AS certificates
FROM Certificate JOIN Enterprise ON certificateHolder = Enterprise.s
WHERE province IS NOT NULL AND validFrom IS NOT NULL
GROUP BY province, year
ORDER BY lexical(province), year
