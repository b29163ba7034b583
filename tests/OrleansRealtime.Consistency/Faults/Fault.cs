namespace OrleansRealtime.Consistency.Faults;

internal enum Fault
{
    None,
    PushLost,
    PushDoubled,
    PushDelayed,
    PushFails,
    GoingAwayLost,
    CallFailsBefore,
    CallFailsAfter,
    CallHangs,
    ReportLate,
    WriteFailsBefore,
    WriteFailsAfter,
    WriteLostAndLate,
    RowsFail,
    LastEventsLost,
    LastAnswerLost,
}
