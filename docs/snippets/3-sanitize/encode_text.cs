using Connectify.Sdk;

Console.WriteLine(Encode.HtmlText("<b>Kitchen</b>"));
Console.WriteLine(Encode.LogLine("one line\nor two"));
Console.WriteLine(Encode.ShellArgument("it's"));
