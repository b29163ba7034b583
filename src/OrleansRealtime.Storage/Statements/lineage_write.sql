-- Never lower than it is, whoever writes it, and by nobody whose token is not the database's any more.
INSERT INTO Lineage (ServiceId, Token, Mark)
VALUES (@ServiceId, @Token, @Mark)
ON CONFLICT (ServiceId) DO UPDATE SET Mark = excluded.Mark WHERE Lineage.Mark < excluded.Mark AND Lineage.Token = excluded.Token;
