-- Never lower than it is, whoever writes it, and by nobody whose token is not the database's any more. Nor by anybody who has put a higher mark there
-- than it has: it went back, and a new mark would hide that from all who look.
INSERT INTO Lineage (ServiceId, Token, Mark)
VALUES (@ServiceId, @Token, @Mark)
ON CONFLICT (ServiceId) DO UPDATE SET Mark = excluded.Mark WHERE Lineage.Mark < excluded.Mark AND Lineage.Token = excluded.Token AND Lineage.Mark >= @Marked;
