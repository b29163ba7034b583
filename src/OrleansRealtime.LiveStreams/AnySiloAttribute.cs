using Orleans.CodeGeneration;

namespace OrleansRealtime.LiveStreams;

/// <summary>The call leaves an Orleans client by all silos in turn, so that one that is frozen keeps only some of what a stream's owner elsewhere is
/// asked. Calls that follow one another without waiting may change places on their way.</summary>
[InvokableCustomInitializer(nameof(IRequest.AddInvokeMethodOptions), InvokeMethodOptions.Unordered)]
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AnySiloAttribute : Attribute;
