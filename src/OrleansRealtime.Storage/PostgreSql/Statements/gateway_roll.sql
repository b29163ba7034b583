SELECT Gateway
FROM GatewayBeat
WHERE ServiceId = @ServiceId AND BeatAt > clock_timestamp() - make_interval(secs => @Within);
