namespace OrleansRealtime.Consistency.Faults;

/// <summary>Which faults there are.</summary>
internal enum NemesisMode
{
    /// <summary>Nothing goes wrong.</summary>
    Idle,

    /// <summary>Everything goes wrong, now and then.</summary>
    Active,

    /// <summary>Nothing goes wrong but that each second stream loses all its events, the last one of all, which has no successor to reveal it;
    /// or the event is never sent, because the answer to the write is lost and with it the activation that would have sent it.</summary>
    LastEventsLost,

    /// <summary>Just before a crash: what is committed is answered, and no user can be told of it any more.</summary>
    NobodyTold,
}
