namespace OrleansRealtime.Consistency.Faults;

internal sealed class FaultCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<Fault>().Length];

    public int this[Fault fault] => Volatile.Read(ref _counts[(int)fault]);

    public void Add(Fault fault) => Interlocked.Increment(ref _counts[(int)fault]);

    public void Clear() => Array.Clear(_counts);

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<Fault>().Where(fault => this[fault] > 0).Select(fault => $"{this[fault]} {fault}"));
}
