/**
 * The page's beginning: finds out which window this is, opens the way to the case, and mounts the screens.
 */
import { mount } from 'svelte';
import App from './App.svelte';
import { onDropped, openCaseView, windowKind } from './connection/index.ts';
import { followScheme } from './navigation/scheme.ts';
import './ui/tokens.css';
import './ui/base.css';

followScheme();
const target = document.getElementById('page');
if (target !== null) mount(App, { target, props: { kind: windowKind(), view: openCaseView(), ondropped: onDropped } });
