using Connectify.Sdk.TestProgram;

return args switch
{
    ["load"] => Loading.TryTwice(),
    ["settings", string kind] => SettingsCase.Run(kind),
    ["ping"] => await Exits.AfterCallsAsync(),
    ["exit-in-calls"] => Exits.InCalls(),
    ["exit-while-calling"] => Exits.WhileCalling(),
    ["exit-while-submitting"] => Exits.WhileSubmitting(),
    ["exit-while-disposing"] => Exits.WhileDisposing(),
    ["exit-by-call"] => Exits.ByCall(),
    ["cycles", string count] => await Cycles.RunAsync(
        int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
    ),
    _ => throw new ArgumentException($"there is no '{string.Join(' ', args)}'"),
};
