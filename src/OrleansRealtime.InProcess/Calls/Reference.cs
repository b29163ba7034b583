using System.Reflection;
using Orleans.Runtime;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.InProcess.Calls;

/// <summary>
/// What callers hold in place of a grain or an observer; the interface is implemented by a generated subclass. Two are equal when they
/// stand for the same target, through whichever interface.
/// </summary>
#pragma warning disable CA1852 // Its subclasses are generated at run time.
internal class Reference : DispatchProxy, IAddressable, IEquatable<Reference>
#pragma warning restore CA1852
{
    private InterfaceMethods _methods = null!;
    private InProcessEngine _engine = null!;

    public GrainId GrainId { get; private set; }

    public IMailbox Mailbox { get; private set; } = null!;

    public Type InterfaceType => _methods.InterfaceType;

    public static Reference To(GrainId grainId, InterfaceMethods methods, IMailbox mailbox, InProcessEngine engine)
    {
        var reference = (Reference)Create(methods.InterfaceType, typeof(Reference));
        reference._methods = methods;
        reference._engine = engine;
        reference.GrainId = grainId;
        reference.Mailbox = mailbox;
        return reference;
    }

    public Reference As(Type interfaceType) => _engine.Refer(GrainId, interfaceType, Mailbox);

    public bool Equals(Reference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as Reference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{InterfaceType.Name} {GrainId}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _methods[targetMethod!].Send(this, args ?? []);
}
