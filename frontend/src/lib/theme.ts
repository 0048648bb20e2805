export type Theme = 'system' | 'light' | 'dark'

export const THEME_KEY = 'pharmarec.theme'
export const THEME_EVENT = 'pharmarec:theme'

/** Runs before the first paint (see the root layout), so the page never flashes in the other theme. */
export const THEME_SCRIPT = `(function(){var m=matchMedia('(prefers-color-scheme: dark)');function f(){var t=null;try{t=localStorage.getItem('${THEME_KEY}')}catch(e){}var d=t==='dark'||(t!=='light'&&m.matches);document.documentElement.dataset.theme=d?'dark':'light'}f();m.addEventListener('change',f);addEventListener('storage',f);addEventListener('${THEME_EVENT}',f)})()`
