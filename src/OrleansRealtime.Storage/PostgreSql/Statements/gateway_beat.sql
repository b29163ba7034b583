WITH gone AS
(
    DELETE FROM GatewayBeat
    WHERE ServiceId = @ServiceId AND BeatAt < clock_timestamp() - interval '1 hour'
)
INSERT INTO GatewayBeat (ServiceId, Gateway, BeatAt)
VALUES (@ServiceId, @Gateway, clock_timestamp() - make_interval(secs => @Ago))
ON CONFLICT (ServiceId, Gateway) DO UPDATE SET BeatAt = excluded.BeatAt;
