/** The entry of the console. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './look/tokens.css';
import './look/base.css';
import './look/shell.css';
import './look/parts.css';
import { applyTheme, chosenTheme } from './shell/theme.ts';

applyTheme(chosenTheme());
createRoot(document.getElementById('console')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
