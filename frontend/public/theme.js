// Sets the theme before the first paint. src/hooks/useTheme.js keeps it up to date afterwards and
// stores the choice as JSON, hence the quotes.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // Storage can be forbidden; the system's theme is right then.
  }
  var isDark = chosen
    ? chosen === '"dark"'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
