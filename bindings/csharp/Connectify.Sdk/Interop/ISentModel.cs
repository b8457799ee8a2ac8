namespace Connectify.Sdk.Interop;

/// <summary>A model that stands among arguments too.</summary>
internal interface ISentModel
{
    /// <summary>Adds its fields to an object that was begun for them.</summary>
    void AddTo(Arguments arguments);
}
