namespace OrleansRealtime.Consistency.Histories;

/// <summary>What a register's call is for.</summary>
internal enum RegisterCall
{
    /// <summary>Sets the register to a value that no other call has.</summary>
    Write,
    Read,

    /// <summary>A write that changes nothing: its answer is as much a reading as a reading is.</summary>
    WriteNothing,
}

/// <param name="Call">Counts the run's.</param>
/// <param name="Value">What is written.</param>
internal sealed record RegisterAsked(int Call, RegisterCall What, string Register, string Node, int? Value = null) : Event;

/// <param name="Value">What the register holds by this answer.</param>
internal sealed record RegisterAnswered(int Call, int Status, string? Code = null, Position? At = null, int? Value = null) : Event;

internal sealed record RegisterUnanswered(int Call, string Why) : Event;

/// <summary>A tab that watches all registers is connected, and with a <c>null</c> it is not.</summary>
internal sealed record RegisterViewerAt(int Viewer, string? Node) : Event;

/// <param name="From">What a <c>changed</c> frame starts from; <c>null</c>: it was a state.</param>
internal sealed record RegisterSeen(int Viewer, string Register, Position? From, Position To, int? Value) : Event;

/// <summary>The interval after the last write is over: all viewers are to have this.</summary>
internal sealed record RegistersOver(IReadOnlyList<int> Viewers, IReadOnlyDictionary<string, Position> Committed) : Event;
