using Orleans.Runtime;
using OrleansRealtime.InProcess.Activations;
using OrleansRealtime.InProcess.Calls;

namespace Orleans;

/// <summary>What can be asked of a grain or of a reference to one.</summary>
public static class GrainExtensions
{
    public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            Reference reference => reference.GrainId,
            IGrainBase { GrainContext: { } context } => context.GrainId,
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };
    }

    /// <summary>The same grain through another of its interfaces; of a grain itself, the reference by which others call it.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return grain switch
        {
            Reference reference and TGrainInterface same when reference.InterfaceType == typeof(TGrainInterface) => same,
            Reference reference => (TGrainInterface)(object)reference.As(typeof(TGrainInterface)),
            IGrainBase { GrainContext: { } context } => Activation.Of(context).Self<TGrainInterface>(),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };
    }
}
