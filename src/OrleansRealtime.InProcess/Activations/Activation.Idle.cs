using Orleans;

namespace OrleansRealtime.InProcess.Activations;

/// <summary>When an activation is no longer worth its memory.</summary>
internal sealed partial class Activation
{
    private long _lastUse;
    private DateTimeOffset _keepUntil = DateTimeOffset.MinValue;

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (_gate)
        {
            _keepUntil = timeSpan switch
            {
                _ when timeSpan == TimeSpan.MaxValue || timeSpan == Timeout.InfiniteTimeSpan => DateTimeOffset.MaxValue,
                _ when timeSpan <= TimeSpan.Zero => DateTimeOffset.MinValue,
                _ => _engine.Time.GetUtcNow() + timeSpan,
            };
        }
    }

    public void DeactivateIfIdle()
    {
        if (_class.CollectionAge is not { } age)
        {
            return;
        }

        lock (_gate)
        {
            var idle = _state == ActivationState.Valid && _running == 0 && _waiting.First is null
                && _engine.Time.GetElapsedTime(_lastUse) >= age && _engine.Time.GetUtcNow() >= _keepUntil;
            if (!idle)
            {
                return;
            }

            // Within the gate, so that no call slips in between.
            Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Idle for {age}."));
        }
    }
}
